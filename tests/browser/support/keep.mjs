// A browser that many files of tests share, as starting one takes seconds: says where it is, and goes with its stdin.

import { launchBrowser } from "./launch.mjs";

const browser = await launchBrowser();
const address = browser.wsEndpoint();
const program = browser.process();
await browser.disconnect(); // Firefox serves one at a time
console.log(address);
process.stdin.resume().on("end", () => process.exit()); // puppeteer ends what it has started
program.on("exit", () => process.exit(1));
