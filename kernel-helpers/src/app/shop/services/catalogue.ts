import { HttpError, json } from "../../http/reply";
import { runService } from "../../http/service";
import { connectDatabase } from "../database";
import { picture } from "../picture";
import { products, type Product } from "../product";

const schema = `create table if not exists product (
  id text primary key, name text not null, description text not null, price numeric(8, 2) not null,
  count integer not null, tags text[] not null, "imageUrl" text[] not null)`;

const fill = `insert into product select * from json_populate_recordset(null::product, $1) on conflict do nothing`;

const columns = `id, name, description, price::float8, count, tags, "imageUrl"`;

/** What there is to buy, with pictures. */
runService("catalogue", async (on) => {
  const seed = Number(process.env.SEED ?? 1);
  const database = await connectDatabase("catalogue-db", schema, { sql: fill, values: [JSON.stringify(products(seed))] });

  on("GET", "/catalogue", async ({ query }) => {
    const size = Math.min(Number(query.get("size") ?? 100), 100);
    const page = Math.max(Number(query.get("page") ?? 1), 1);
    if (!Number.isInteger(size) || !Number.isInteger(page)) throw new HttpError(400, "size and page must be whole numbers");
    const tags = query.get("tags")?.split(",") ?? null;
    const { rows } = await database.query<Product>(
      `select ${columns} from product where $1::text[] is null or tags && $1 order by id limit $2 offset $3`,
      [tags, size, (page - 1) * size],
    );
    return json(rows);
  });

  on("GET", "/catalogue/:id", async ({ params }) => {
    const { rows } = await database.query<Product>(`select ${columns} from product where id = $1`, [params.id]);
    if (rows.length === 0) throw new HttpError(404, `no product ${params.id}`);
    return json(rows[0]);
  });

  on("GET", "/tags", async () => {
    const { rows } = await database.query<{ tag: string }>("select distinct unnest(tags) as tag from product order by 1");
    return json({ tags: rows.map((row) => row.tag) });
  });

  on("GET", "/catalogue/images/:file", ({ params }) => ({
    status: 200,
    body: picture(params.file ?? "", seed),
    type: "image/jpeg",
    headers: { "cache-control": "public, max-age=3600" },
  }));
});
