import { startHeat } from "../lib/heat.js";
import { startShare } from "../lib/share.js";

startHeat();
for (const root of document.querySelectorAll("[data-share]")) startShare(root);
