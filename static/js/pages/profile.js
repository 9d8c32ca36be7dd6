import { startFollowing } from "../lib/follow.js";

startFollowing();
