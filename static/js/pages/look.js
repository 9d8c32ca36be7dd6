import { startHeat } from "../lib/heat.js";

startHeat();
