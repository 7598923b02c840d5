import { appendFileSync } from "node:fs";
import { BlockList, isIP } from "node:net";
import type { AgentDocument } from "../exfil/document";
import type { Exit } from "../lab/lab";
import { type Clock, type LedgerLine, auditFile } from "../runfolder";

/** Writes down what the thief was told, when it ran and where it sent: `audit.jsonl` of a run. Each line is there before what it tells goes on. */
export interface Audit {
  /** An agent is about to be started with this document, its pass phrase left out. */
  started(trial: number, document: AgentDocument): void;
  ended(trial: number, document: AgentDocument, exit: Exit): void;
  /**
   * Where messages of a trial went to, by its ledger.
   *
   * @throws Error when one of them lies outside of the lab's networks
   */
  destinations(trial: number, ledger: readonly LedgerLine[], subnets: readonly string[]): void;
}

export function openAudit(run: string, clock: Clock): Audit {
  const write = (line: object): void => appendFileSync(auditFile(run), `${JSON.stringify({ time: clock(), ...line })}\n`);
  const who = ({ agent, role, hop, transport }: AgentDocument) => ({ agent, role, hop, transport });
  return {
    started(trial, document) {
      const shown = "passphrase" in document ? { ...document, passphrase: undefined } : document;
      write({ event: "started", trial, ...who(document), document: shown });
    },
    ended: (trial, document, { code, signal }) => write({ event: "ended", trial, ...who(document), code, signal }),
    destinations(trial, ledger, subnets) {
      const counts = new Map<string, number>();
      for (const { event, agent, remote } of ledger)
        if (event !== "received") counts.set(`${agent} ${remote}`, (counts.get(`${agent} ${remote}`) ?? 0) + 1);
      const inLab = inside(subnets);
      for (const [key, messages] of counts) {
        const [agent, remote] = key.split(" ");
        write({ event: "sent", trial, agent, remote, messages, insideLab: inLab(remote) });
      }
      const stray = [...counts.keys()].find((key) => !inLab(key.split(" ")[1]));
      if (stray !== undefined) throw new Error(`an agent sent outside of the lab's networks: ${stray.replace(" ", " to ")}`);
    },
  };
}

/** A test of whether the address of `address:port` lies in one of the ranges. */
function inside(subnets: readonly string[]): (endpoint: string) => boolean {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address, prefix] = subnet.split("/");
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? "ipv6" : "ipv4");
  }
  return (endpoint) => {
    const address = endpoint.slice(0, endpoint.lastIndexOf(":")).replace(/^\[|\]$/g, "");
    return isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
  };
}
