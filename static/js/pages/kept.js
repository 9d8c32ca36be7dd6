// A look moves into another collection as soon as one is chosen.
for (const form of document.querySelectorAll("[data-move]")) {
  form.dataset.ready = "";
  form.elements.collection.addEventListener("change", () => form.requestSubmit());
}
