// KakaoTalk's share window. Its SDK comes from Kakao, checked by its hash, and only once the person has asked for it.
import { showToast } from "./toast.js";

let loading = null;

export function startKakao(root) {
  const { share: url, shareTitle: title, shareText: description, shareCard: imageUrl, kakaoKey, kakaoButton } = root.dataset;
  root.querySelector('[data-do="kakao"]')?.addEventListener("click", async () => {
    const link = { mobileWebUrl: url, webUrl: url };
    try {
      loading ??= load(root.dataset.kakaoSrc, root.dataset.kakaoIntegrity);
      await loading;
      if (!window.Kakao.isInitialized()) window.Kakao.init(kakaoKey);
      window.Kakao.Share.sendDefault({
        objectType: "feed",
        content: { title, description, imageUrl, imageWidth: 1200, imageHeight: 630, link },
        buttons: [{ title: kakaoButton, link }],
      });
    } catch {
      loading = null;
      showToast(root.dataset.kakaoFailed, "error");
    }
  });
}

function load(src, integrity) {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src, integrity, crossOrigin: "anonymous" });
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}
