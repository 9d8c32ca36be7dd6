// What every page has.
import { startThemeToggle } from "./lib/theme.js";
import { startToasts } from "./lib/toast.js";
import { startBubbles } from "./lib/typewriter.js";
import { startConfirmations } from "./lib/confirm.js";
import { startBell } from "./lib/bell.js";
import { startStayingFresh } from "./lib/stay-fresh.js";
import { startTies } from "./lib/ties.js";
import { startSendingOnce } from "./lib/send-once.js";

startThemeToggle();
startToasts();
startBubbles();
startConfirmations();
startTies();
startBell();
startSendingOnce();
startStayingFresh();
