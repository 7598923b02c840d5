import { HttpError, json } from "../../http/reply";
import { runService } from "../../http/service";
import { connectDatabase } from "../database";
import type { CartItem } from "../order";

const schema = `create table if not exists cart_item (
  customer text not null, item text not null, quantity integer not null check (quantity > 0), unit_price numeric(8, 2) not null,
  primary key (customer, item))`;

/** What customers are about to buy. */
runService("carts", async (on) => {
  const database = await connectDatabase("carts-db", schema);

  on("GET", "/carts/:customer/items", async ({ params }) => {
    const { rows } = await database.query<CartItem>(
      `select item as "itemId", quantity, unit_price::float8 as "unitPrice" from cart_item where customer = $1 order by item`,
      [params.customer],
    );
    return json(rows);
  });

  on("POST", "/carts/:customer/items", async (request) => {
    const { itemId, quantity, unitPrice } = request.json<CartItem>();
    if (!itemId || !(quantity > 0)) throw new HttpError(400, "an item needs an id and a quantity above 0");
    await database.query(
      `insert into cart_item values ($1, $2, $3, $4)
       on conflict (customer, item) do update set quantity = cart_item.quantity + excluded.quantity`,
      [request.params.customer, itemId, quantity, unitPrice],
    );
    return json({ itemId, quantity, unitPrice }, 201);
  });

  on("DELETE", "/carts/:customer", async ({ params }) => {
    const { rowCount } = await database.query("delete from cart_item where customer = $1", [params.customer]);
    return json({ deleted: rowCount }, 202);
  });
});
