import type { ProcessSpec } from "../../lab/deployment";
import { httpPort } from "../node-service";
import { webPort } from "./web";

const settings = `global
  maxconn 2000
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend users
  bind :${httpPort}
  default_backend web
backend web
  balance roundrobin
`;

/**
 * A load balancer that gives each request to the next web server. It asks for their addresses when it starts; where a virtual address
 * stands for all of them, it has the one, which draws for each connection.
 */
export function haproxy(instance: string): ProcessSpec {
  const file = `{scratch}/${instance}.cfg`;
  const script = [
    "set -e",
    `cat > ${file} <<'END'\n${settings}END`,
    "n=0",
    "for address in $(getent ahostsv4 web | cut -d' ' -f1 | sort -u); do",
    `n=$((n+1)); echo "  server web$n $address:${webPort}" >> ${file}`,
    "done",
    `exec haproxy -db -f ${file}`,
  ].join("\n");
  return { name: "haproxy", command: ["sh", "-c", script], ready: { port: httpPort } };
}
