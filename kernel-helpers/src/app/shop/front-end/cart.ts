import { html, HttpError, json } from "../../http/reply";
import type { On } from "../../http/service";
import type { CartItem } from "../order";
import { basketPage } from "../pages";
import type { Product } from "../product";
import { cartOwner, sessionHeader, sessionOf } from "../session";
import { passOn, type Backends } from "./backends";

/** The cart, and buying what is in it. */
export function addCartRoutes(on: On, { catalogue, carts, orders, sessions }: Backends): void {
  const itemsOf = (owner: string) => carts.get<CartItem[]>(`/carts/${owner}/items`);

  on("GET", "/cart", async (request) => json(await itemsOf(cartOwner(await sessionOf(sessions, request)))));

  on("POST", "/cart", async (request) => {
    const { id, quantity = 1 } = request.json<{ id?: string; quantity?: number }>();
    if (!id) throw new HttpError(400, "an item needs an id");
    const session = await sessionOf(sessions, request);
    const product = await catalogue.get<Product>(`/catalogue/${encodeURIComponent(id)}`);
    const item: CartItem = { itemId: product.id, quantity, unitPrice: product.price };
    return passOn(await carts.ask("POST", `/carts/${cartOwner(session)}/items`, item), sessionHeader(session));
  });

  on("DELETE", "/cart", async (request) => {
    const session = await sessionOf(sessions, request);
    return passOn(await carts.ask("DELETE", `/carts/${cartOwner(session)}`), sessionHeader(session));
  });

  on("GET", "/basket.html", async (request) => {
    const session = await sessionOf(sessions, request);
    const items = await itemsOf(cartOwner(session));
    const products = await Promise.all(items.map((item) => catalogue.get<Product>(`/catalogue/${item.itemId}`)));
    return { ...html(basketPage(items, products, session.username)), headers: sessionHeader(session) };
  });

  on("POST", "/orders", async (request) => {
    const { customerId } = await sessionOf(sessions, request);
    if (!customerId) throw new HttpError(401, "log in first");
    return passOn(await orders.ask("POST", "/orders", { customer: customerId }));
  });

  on("GET", "/orders", async (request) => {
    const { customerId } = await sessionOf(sessions, request);
    if (!customerId) throw new HttpError(401, "log in first");
    return passOn(await orders.ask("GET", `/orders?customer=${customerId}`));
  });
}
