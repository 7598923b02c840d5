import { randomUUID } from "node:crypto";
import { connectPeer } from "../../http/peer";
import { json } from "../../http/reply";
import { runService } from "../../http/service";
import { connectMemory } from "../memory";
import type { Shipment, ShippingRequest } from "../order";
import { shipments } from "../shipments";

/** Queues parcels for packing, and tells the carrier outside. */
runService("shipping", async (on) => {
  const [queue, carrier] = await Promise.all([connectMemory("queue"), connectPeer("webhook")]);

  on("POST", "/shipping", async (request) => {
    const parcel = request.json<ShippingRequest>();
    const shipment: Shipment = { id: randomUUID(), name: parcel.name };
    await Promise.all([
      queue.xadd(shipments.stream, "MAXLEN", "~", 1000, "*", "parcel", JSON.stringify({ ...parcel, ...shipment })),
      carrier.post("/events", { type: "parcel.created", shipment, to: parcel.address, pieces: parcel.items.length, order: parcel.order }),
    ]);
    return json(shipment, 201);
  });
});
