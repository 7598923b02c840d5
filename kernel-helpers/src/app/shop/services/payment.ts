import { connectPeer } from "../../http/peer";
import { json } from "../../http/reply";
import { runService } from "../../http/service";
import type { PaymentAnswer, PaymentRequest } from "../order";

/** Euro above which nothing is sold. */
const limit = 5000;

/** Has orders paid by a provider outside. */
runService("payment", async (on) => {
  const provider = await connectPeer("payment-provider");

  on("POST", "/paymentAuth", async (request) => {
    const { amount, customer, address, card } = request.json<PaymentRequest>();
    if (!(amount > 0)) return json({ authorised: false, message: "an amount must be above 0" } satisfies PaymentAnswer);
    if (amount > limit) return json({ authorised: false, message: `amounts above ${limit} are declined` } satisfies PaymentAnswer);
    const { id } = await provider.post<{ id: string }>("/charges", { amount, currency: "EUR", card, customer, address });
    return json({ authorised: true, message: `charged as ${id}` } satisfies PaymentAnswer);
  });
});
