import { InputError } from "../../config/error";
import { parseAddress } from "../../pcap/address";
import { always, type Found } from "./source";
import { isInfrastructure, workloadOf } from "./workload";

/** States in which a pod has given its address back. */
const over = /^(Completed|Succeeded|Failed|Error|Evicted|OOMKilled)$/;

/**
 * The text of `kubectl get po -o wide`, with or without `--all-namespaces`. A pod's service is its workload. Pods on their node's own
 * network have one address between them: it is the node's.
 *
 * @throws InputError for a line without its columns
 */
export function entitiesOfKubectl(text: string, file: string): Found[] {
  const [header, ...lines] = text.split(/\r?\n/);
  const names = header.trim().split(/\s+/);
  const pods = lines.flatMap((content, i) => {
    if (content.trim() === "") return [];
    const fields = content
      .replace(/ \(\S+ ago\)/, "") // "RESTARTS" may say when.
      .trim()
      .split(/\s+/);
    const field = (name: string): string => fields[names.indexOf(name)] ?? "";
    const [address, name] = [field("IP"), field("NAME")];
    if (over.test(field("STATUS")) || address === "<none>") return [];
    if (!parseAddress(address))
      throw new InputError(`${file}:${i + 2}: "${address}" in column IP is no IP address: is this kubectl get po -o wide?`);
    return [{ line: i + 2, address, name, namespace: field("NAMESPACE"), node: field("NODE") }];
  });

  const sharing = new Map<string, typeof pods>();
  for (const pod of pods) sharing.set(pod.address, [...(sharing.get(pod.address) ?? []), pod]);
  return [...sharing.values()].map((one): Found => {
    const { line, address, name, namespace, node } = one[0];
    if (one.length > 1) return { line, interval: always(address, node || address, null, { kind: "node" }) };
    const kind = isInfrastructure(namespace, name) ? "infra" : "instance";
    return { line, interval: always(address, name, kind === "infra" ? null : workloadOf(name), { kind }) };
  });
}
