import { execFileSync } from "node:child_process";
import { existsSync, realpathSync, rmSync } from "node:fs";
import { environment, must } from "./command.mjs";
import { readEnvironment } from "./environment.mjs";
import { at, root, venv, venvProgram } from "./paths.mjs";
import { fingerprint, isStamped, stampIt } from "./stamp.mjs";

const check = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))";
// Kept inside, so that they go when .venv goes.
const packagesStamp = at(".venv", ".munnin-packages");
const homeStamp = at(".venv", ".munnin-home");

/**
 * A Python that is new enough and can make a venv, or undefined. The system's comes first: one from below somebody's home folder
 * cannot be read by the other users that a lab runs programs as.
 */
export function usablePython() {
  return ["/usr/bin/python3", "python3", "python3.13", "python3.12", "python3.11"].find((python) => {
    try {
      execFileSync(python, ["-c", check], { stdio: "ignore", env: environment });
      return true;
    } catch {
      return false;
    }
  });
}

/** JupyterLab, Locust, Valkey and the oracles in .venv: the pip section of environment.yml. */
export function pythonPackages() {
  const { pip } = readEnvironment();
  return {
    name: "Python packages",
    hint: "JupyterLab, Locust, … into .venv: about a minute",
    isDone: () => existsSync(venvProgram("python")) && isStamped(packagesStamp, print(pip)),
    work: async () => {
      const python = usablePython();
      if (!python)
        throw new Error("Python 3.11 or newer with its venv module is needed. On Debian or Ubuntu: sudo apt-get install -y python3-venv");
      // A venv that was made by another Python, or moved here with its folder, does not work and cannot be mended.
      if (!isStamped(homeStamp, home())) rmSync(venv, { recursive: true, force: true });
      if (!existsSync(venvProgram("pip"))) await must(python, ["-m", "venv", venv]);
      await must(venvProgram("python"), ["-m", "pip", "install", "--disable-pip-version-check", "--quiet", ...pip]);
      stampIt(homeStamp, home());
      stampIt(packagesStamp, print(pip));
    },
  };
}

/** Where the venv is and which Python it belongs to: its programs hold both as absolute paths. */
function home() {
  return existsSync(venvProgram("python")) ? `${root} ${realpathSync(venvProgram("python"))}` : "";
}

function print(pip) {
  return fingerprint({ texts: [home(), ...pip] });
}
