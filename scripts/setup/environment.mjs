import { readFileSync } from "node:fs";
import { at } from "./paths.mjs";

/**
 * What environment.yml asks for: { conda: ["nodejs=20", …], pip: ["jupyterlab==4.6.6", …] }.
 * Reads only the YAML that this one file uses: a list of strings under "dependencies:", and one nested list under "- pip:".
 */
export function readEnvironment(text = readFileSync(at("environment.yml"), "utf8")) {
  const conda = [];
  const pip = [];
  let section = "";
  for (const line of text.split("\n").map((raw) => raw.replace(/(^|\s)#.*$/, "").trimEnd())) {
    const key = /^(\w+):/.exec(line);
    if (key) section = key[1];
    const item = /^( +)- (.+)$/.exec(line);
    if (section !== "dependencies" || !item) continue;
    const [, indent, value] = item;
    if (value === "pip:") continue;
    (indent.length > 2 ? pip : conda).push(value);
  }
  return { conda, pip };
}
