import { startComments } from "../lib/comments.js";

startComments();
