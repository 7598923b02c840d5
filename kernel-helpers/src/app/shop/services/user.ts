import { HttpError, json } from "../../http/reply";
import { runService } from "../../http/service";
import type { Address, Card, Customer, Owned, Registration } from "../customer";
import { connectDatabase } from "../database";
import { basicCredentials, hashPassword } from "../password";

const schema = `
  create table if not exists customer (
    id uuid primary key default gen_random_uuid(), username text not null unique, salt text not null, hash text not null,
    first_name text not null, last_name text not null, email text not null, created timestamptz not null default now());
  create table if not exists address (
    id uuid primary key default gen_random_uuid(), customer uuid not null references customer,
    street text not null, number text not null, country text not null, city text not null, postcode text not null);
  create table if not exists card (
    id uuid primary key default gen_random_uuid(), customer uuid not null references customer,
    long_num text not null, expires text not null, ccv text not null);
  create index if not exists address_customer on address (customer);
  create index if not exists card_customer on card (customer);`;

const customerColumns = `id, username, first_name as "firstName", last_name as "lastName", email`;

/** Who buys: customers, their addresses and cards. */
runService("user", async (on) => {
  const database = await connectDatabase("user-db", schema);

  on("POST", "/register", async (request) => {
    const { username, password, firstName, lastName, email } = request.json<Registration>();
    if (!username || !password) throw new HttpError(400, "a registration needs a username and a password");
    const { salt, hash } = hashPassword(password);
    const { rows } = await database.query<{ id: string }>(
      `insert into customer (username, salt, hash, first_name, last_name, email) values ($1, $2, $3, $4, $5, $6)
       on conflict (username) do nothing returning id`,
      [username, salt, hash, firstName ?? "", lastName ?? "", email ?? ""],
    );
    if (rows.length === 0) throw new HttpError(409, `${username} is taken`);
    return json({ id: rows[0].id });
  });

  on("GET", "/login", async (request) => {
    const { username, password } = basicCredentials(request.headers.authorization);
    const { rows } = await database.query<Customer & { salt: string; hash: string }>(
      `select ${customerColumns}, salt, hash from customer where username = $1`,
      [username],
    );
    if (rows.length === 0 || hashPassword(password, rows[0].salt).hash !== rows[0].hash) throw new HttpError(401, "wrong name or password");
    const { salt: _salt, hash: _hash, ...user } = rows[0];
    return json({ user });
  });

  on("GET", "/customers/:id", async ({ params }) => {
    const { rows } = await database.query<Customer>(`select ${customerColumns} from customer where id::text = $1`, [params.id]);
    if (rows.length === 0) throw new HttpError(404, `no customer ${params.id}`);
    return json(rows[0]);
  });

  on("GET", "/customers/:id/addresses", async ({ params }) => {
    const sql = "select id, street, number, country, city, postcode from address where customer::text = $1";
    return json((await database.query<Address>(sql, [params.id])).rows);
  });

  on("GET", "/customers/:id/cards", async ({ params }) => {
    const sql = `select id, long_num as "longNum", expires, ccv from card where customer::text = $1`;
    return json((await database.query<Card>(sql, [params.id])).rows);
  });

  on("POST", "/addresses", async (request) => {
    const { userID, street, number, country, city, postcode } = request.json<Owned<Address>>();
    const sql = "insert into address (customer, street, number, country, city, postcode) values ($1, $2, $3, $4, $5, $6) returning id";
    return json((await database.query(sql, [userID, street, number, country, city, postcode])).rows[0]);
  });

  on("POST", "/cards", async (request) => {
    const { userID, longNum, expires, ccv } = request.json<Owned<Card>>();
    const sql = "insert into card (customer, long_num, expires, ccv) values ($1, $2, $3, $4) returning id";
    return json((await database.query(sql, [userID, longNum, expires, ccv])).rows[0]);
  });
});
