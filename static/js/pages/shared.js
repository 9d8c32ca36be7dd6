import { startComments } from "../lib/comments.js";
import { startHeat } from "../lib/heat.js";
import { startShare } from "../lib/share.js";
import { startSighting } from "../lib/sighting.js";

startHeat();
startComments();
startSighting();
for (const root of document.querySelectorAll("[data-share]")) startShare(root);
