import { randomUUID } from "node:crypto";
import { connectPeer } from "../../http/peer";
import { HttpError, json } from "../../http/reply";
import { runService } from "../../http/service";
import type { Address, Card, Customer } from "../customer";
import { connectDatabase } from "../database";
import type { CartItem, Order, PaymentAnswer, PaymentRequest, Shipment, ShippingRequest } from "../order";

const schema = `
  create table if not exists customer_order (
    id uuid primary key, customer_id text not null, customer jsonb not null, address jsonb not null, card jsonb not null,
    items jsonb not null, shipment jsonb not null, total numeric(10, 2) not null, date timestamptz not null default now());
  create index if not exists customer_order_customer on customer_order (customer_id);`;

const columns = `id, customer_id as "customerId", customer, address, card, items, shipment, total::float8, date`;

const shippingCost = 4.99;

/** Buying: gathers who, what, where to and with which card, has it paid and shipped, and keeps it. */
runService("orders", async (on) => {
  const [database, user, carts, payment, shipping] = await Promise.all([
    connectDatabase("orders-db", schema),
    connectPeer("user"),
    connectPeer("carts"),
    connectPeer("payment"),
    connectPeer("shipping"),
  ]);

  on("POST", "/orders", async (request) => {
    const { customer: customerId } = request.json<{ customer: string }>();
    const [customer, addresses, cards, items] = await Promise.all([
      user.get<Customer>(`/customers/${customerId}`),
      user.get<Address[]>(`/customers/${customerId}/addresses`),
      user.get<Card[]>(`/customers/${customerId}/cards`),
      carts.get<CartItem[]>(`/carts/${customerId}/items`),
    ]);
    const [address, card] = [addresses[0], cards[0]];
    if (!address || !card) throw new HttpError(406, "an order needs an address and a card");
    if (items.length === 0) throw new HttpError(406, "the cart is empty");
    const goods = items.reduce((sum, item) => sum + item.quantity * item.unitPrice, 0);
    const total = Math.round((goods + shippingCost) * 100) / 100;

    const asked: PaymentRequest = { amount: total, customer, address, card };
    const { authorised, message } = await payment.post<PaymentAnswer>("/paymentAuth", asked);
    if (!authorised) throw new HttpError(406, message);

    const id = randomUUID();
    const parcel: ShippingRequest = { order: id, name: `${customer.firstName} ${customer.lastName}`, address, items };
    const shipment = await shipping.post<Shipment>("/shipping", parcel);
    const { rows } = await database.query<Order>(
      `insert into customer_order (id, customer_id, customer, address, card, items, shipment, total)
       values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${columns}`,
      [id, customerId, customer, address, card, JSON.stringify(items), shipment, total],
    );
    await carts.ask("DELETE", `/carts/${customerId}`);
    return json(rows[0], 201);
  });

  on("GET", "/orders", async ({ query }) => {
    const sql = `select ${columns} from customer_order where customer_id = $1 order by date desc limit 20`;
    return json((await database.query<Order>(sql, [query.get("customer")])).rows);
  });
});
