import { existsSync, readdirSync } from "node:fs";
import { hasProgram, must, run } from "./command.mjs";
import { hasChromium } from "./chromium.mjs";
import { line } from "./step.mjs";
import { usablePython } from "./python.mjs";

/** What the machine must bring: a check, the package's name for apt and dnf, and what is impossible without it. */
const needed = [
  { has: () => hasProgram("tcpdump"), apt: "tcpdump", dnf: "tcpdump", without: "nothing can be captured" },
  { has: () => hasProgram("ip"), apt: "iproute2", dnf: "iproute", without: "no local lab" },
  { has: () => hasProgram("ethtool"), apt: "ethtool", dnf: "ethtool", without: "captures show super-packets" },
  { has: () => hasProgram("unshare") && hasProgram("nsenter"), apt: "util-linux", dnf: "util-linux", without: "no local lab" },
  { has: () => hasProgram("nft"), apt: "nftables", dnf: "nftables", without: "no virtual addresses in the local lab" },
  { has: () => hasProgram("dnsmasq"), apt: "dnsmasq-base", dnf: "dnsmasq", without: "no resolver in the local lab" },
  { has: () => usablePython() !== undefined, apt: "python3-venv", dnf: "python3", without: "no notebooks and no users" },
];
const neededByTests = [
  { has: () => hasProgram("tshark"), apt: "tshark", dnf: "wireshark-cli", without: "no oracle for the pcap readers" },
  { has: hasChromium, apt: "chromium", dnf: "chromium", without: "no tests in a browser" },
  { has: () => hasProgram("openssl"), apt: "openssl", dnf: "openssl", without: "no second implementation of the agents' encryption" },
];

/** What an application is made of that the others do without: its profile says the same to who runs it. */
const application = (name, apt) => ({ has: () => existsSync(`/var/lib/dpkg/info/${apt}.list`), apt, dnf: apt, without: `no ${name}` });
const neededByApplications = {
  wordpress: ["wordpress", "wordpress-theme-twentytwentyone", "nginx-light", "php-fpm", "php-mysql", "mariadb-server-core", "haproxy"].map(
    (name) => application("WordPress", name),
  ),
};

/** Programs that npm and pip do not bring. Installs them where it may; otherwise says what to type, and goes on without. */
export function systemPackages({ forTests, applications = [] }) {
  const all = [...needed, ...(forTests ? neededByTests : []), ...applications.flatMap(packagesOf)];
  const missing = process.platform === "linux" ? all.filter((entry) => !entry.has()) : [];
  return {
    name: "system packages",
    hint: missing.map((entry) => entry.apt).join(" "),
    isDone: () => missing.length === 0 && (process.platform === "linux" || "none on this system: no local lab here"),
    work: async () => {
      const asRoot = await aptAsRoot();
      // No network, say: what can go on without goes on, and the recorded run needs none of them.
      if (asRoot) await aptInstall(asRoot, missing).catch((error) => process.stdout.write(`${error.message}\n`));
      const left = missing.filter((entry) => !entry.has());
      if (left.length === 0) return "installed";
      line("!", "missing", left.map((entry) => `${entry.apt} (${entry.without})`).join(", "));
      line("!", "please type", installLine(left));
      return "going on without";
    },
  };
}

function packagesOf(application) {
  const packages = neededByApplications[application];
  if (!packages) throw new Error(`--with must be one of ${Object.keys(neededByApplications).join(", ")}, not "${application}"`);
  return packages;
}

/** The Debian packages of an application, by its name. */
export const packageNames = (application) => packagesOf(application).map(({ apt }) => apt);

/** The line that a person types to get the packages. */
export function installLine(packages) {
  const system = !hasProgram("apt-get") && hasProgram("dnf") ? "dnf" : "apt";
  const command = system === "apt" ? "sudo apt-get install -y --no-install-recommends" : "sudo dnf install -y";
  return `${command} ${packages.map((entry) => entry[system]).join(" ")}`;
}

/** The words before "apt-get", or undefined when it would have to ask for a password. */
async function aptAsRoot() {
  if (!hasProgram("apt-get")) return undefined;
  const quiet = ["env", "DEBIAN_FRONTEND=noninteractive"];
  if (process.getuid() === 0) return quiet;
  if (hasProgram("sudo") && (await run("sudo", ["-n", "true"])).status === 0) return ["sudo", "-n", ...quiet];
  return undefined;
}

async function aptInstall([program, ...before], packages) {
  const update = () => must(program, [...before, "apt-get", "-qq", "update"]);
  const names = packages.map((entry) => entry.apt);
  // Debian starts the services of what it installs. Here they are wanted in labs alone: a policy of that moment says so.
  const quietly = 'p=/usr/sbin/policy-rc.d; [ -e $p ] || { printf "#!/bin/sh\nexit 101\n" > $p; chmod +x $p; trap "rm -f $p" EXIT; }; "$@"';
  const apt = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", ...names];
  const install = [...before, "sh", "-c", quietly, "sh", ...apt];
  if (!hasPackageLists()) await update();
  if ((await run(program, install)).status === 0) return;
  // Lists that are older than the archive name files that are gone.
  await update();
  await must(program, install);
}

function hasPackageLists() {
  const lists = "/var/lib/apt/lists";
  return existsSync(lists) && readdirSync(lists).some((name) => name.includes("Packages"));
}
