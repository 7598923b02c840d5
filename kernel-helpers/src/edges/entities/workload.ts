/**
 * The workload that a pod's name tells of: `front-end-5f7d9c8b6d-x2x4k` of a deployment, `user-db-0` of a stateful set, `proxy-8xk2p` of a
 * daemon set. Kubernetes writes the random parts without vowels, so that words are none.
 */
export function workloadOf(pod: string): string {
  const random = "[bcdfghjklmnpqrstvwxz2456789]";
  return (
    new RegExp(`^(.+)-(?:${random}{6,10}|[0-9a-f]{8,10}|\\d{6,10})-${random}{5}$`).exec(pod)?.[1] ??
    new RegExp(`^(.+)-(?:\\d+|${random}{5})$`).exec(pod)?.[1] ??
    pod
  );
}

/** Pods of the cluster itself; name lookups are the application's traffic. */
export const isInfrastructure = (namespace: string, name: string): boolean =>
  (namespace === "kube-system" && !/kube-dns|coredns/.test(name)) || (namespace === "default" && /^kubernetes(_VIP)?$/.test(name));
