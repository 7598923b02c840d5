import { existsSync, readFileSync } from "node:fs";

/** Where the system's packages put the browser. Ubuntu's package "chromium" is only a door to a snap, which cannot be driven. */
const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome-stable", "/usr/bin/google-chrome"];

/** The browser that tests drive: `$CHROMIUM`, else the system's; undefined when there is none. */
export function findChromium() {
  const given = process.env.CHROMIUM;
  if (given) return existsSync(given) ? given : undefined;
  return places.find((file) => existsSync(file) && !isSnapDoor(file));
}

export const hasChromium = () => findChromium() !== undefined;

/** What to do where there is no browser. */
export const chromiumRemedy =
  "the tests in a browser need the system's Chromium: sudo apt-get install -y chromium (Debian). Ubuntu's chromium is a snap, which " +
  "cannot be driven: install the .deb of Google Chrome there, or name a browser's executable in $CHROMIUM";

function isSnapDoor(file) {
  const start = readFileSync(file).subarray(0, 4096).toString("latin1");
  return start.startsWith("#!") && /\bsnap\b/.test(start);
}
