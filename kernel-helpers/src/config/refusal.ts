/** Carriers that DET has besides, or that one might ask for: each leads out of the lab, or into the machine that it runs on. */
const outward = ["gmail", "twitter", "slack", "google_docs", "github_gist", "sip", "smtp", "ftp", "ssh", "wifi", "tor", "telegram", "s3"];

/** Keys by which one might ask for data that are there already. */
const sources = ["path", "file", "files", "folder", "directory", "url", "from", "source", "command", "query", "glob"];

const madeUp = ": what is stolen is made from the seed, and never read from anywhere";

/** Why a transport that exists elsewhere, or something in the place of synthetic data, is refused; empty for a mere mistake. */
export function refusedValue(key: string, value: unknown): string {
  const [, name] = /^exfiltration\[\d+\]\.(transport|data|data\.kind)$/.exec(key) ?? [];
  if (name === "transport")
    return outward.includes(String(value).toLowerCase()) ? ": agents use nothing that could lead out of the lab" : "";
  return name !== undefined && typeof value === "string" ? madeUp : "";
}

/** Why a key is refused that would name real data or another destination; empty for other keys. */
export function refusedKey(key: string): string {
  const [, name] = /^exfiltration\[\d+\]\.(?:data\.)?(\w+)$/.exec(key) ?? [];
  if (name === undefined) return "";
  if (sources.includes(name)) return madeUp;
  return /^(destination|target|host|address|receiver|server)s?$/.test(name)
    ? ": the data goes to the lab's own receiver, and nowhere else"
    : "";
}
