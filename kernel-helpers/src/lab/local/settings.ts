/** No IPv6, whose router solicitations and listener reports would be in every capture; before any interface exists. */
const ipv4Only = { "net.ipv6.conf.all.disable_ipv6": "1", "net.ipv6.conf.default.disable_ipv6": "1" };

/** What comes in is taken, whichever interface its answer would leave by; a new namespace inherits the host's choice otherwise. */
const anyWay = { "net.ipv4.conf.all.rp_filter": "0", "net.ipv4.conf.default.rp_filter": "0" };

/** Kernel settings of the lab's own namespace: it routes between the networks, and never masquerades. */
export const routerSettings: Readonly<Record<string, string>> = {
  ...ipv4Only,
  ...anyWay,
  "net.ipv4.ip_forward": "1",
  "net.ipv4.conf.all.send_redirects": "0",
  "net.ipv4.conf.default.send_redirects": "0",
  // What a bridge passes on is none of the router's business, whatever Docker has made of that on this machine.
  "net.bridge.bridge-nf-call-iptables": "0",
};

/**
 * Kernel settings of every instance. DET opens a connection a message: without the reuse of ports in TIME_WAIT it falls
 * to a fifteenth of its rate after the 28,232 ports of a range are used up.
 */
export const instanceSettings: Readonly<Record<string, string>> = {
  ...ipv4Only,
  ...anyWay,
  "net.ipv4.tcp_tw_reuse": "1",
  "net.ipv4.ip_unprivileged_port_start": "0",
};
