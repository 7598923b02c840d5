import { decodeBase64 } from "../det/web";
import { endpointText, type Endpoint } from "./endpoint";
import { openBridge } from "./icmp-bridge";
import { mostDatagrams } from "./listening";
import type { ListenOptions } from "./wire";

/**
 * Takes DET's messages from the data of echo requests, which the kernel replies to by itself. ICMP has no ports: the sequence number tells
 * thefts apart (DET's is 1), so others' pings and other thefts are not even garbage.
 */
export async function listenIcmp(at: Endpoint, { clock, take, garbage }: ListenOptions): Promise<void> {
  let waiting = 0;
  await openBridge("listen", at.address, {
    failed: () => undefined,
    heard({ source, local, id, sequence, length, payload }) {
      if (sequence !== at.port) return;
      const time = clock();
      const remote = endpointText(source, sequence);
      const message = decodeBase64(payload);
      if (!message) return garbage(remote, `an echo request of ${length} bytes that are no base64`);
      if (waiting >= mostDatagrams) return garbage(remote, `an echo request: ${mostDatagrams} are waiting already`);
      waiting++;
      const delivery = { time, local: endpointText(local, sequence), remote, encoded: length, id };
      void take(message, delivery).finally(() => waiting--);
    },
  });
}
