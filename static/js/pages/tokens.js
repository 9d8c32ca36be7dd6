import { startCopying } from "../lib/copy.js";

startCopying();
