import { startCompare } from "../lib/compare.js";
import { startShare } from "../lib/share.js";

for (const root of document.querySelectorAll("[data-compare-root]")) startCompare(root);
for (const root of document.querySelectorAll("[data-share]")) startShare(root);
