import { HttpError, json, text } from "../../http/reply";
import type { Request } from "../../http/request";
import type { On } from "../../http/service";
import type { Address, Card, Customer, Owned, Registration } from "../customer";
import { basicCredentials } from "../password";
import { keep, sessionHeader, sessionOf } from "../session";
import type { Backends } from "./backends";

/** Registering, logging in, and what a customer adds to the account. */
export function addAccountRoutes(on: On, { user, sessions }: Backends): void {
  on("POST", "/register", async (request) => {
    const registration = request.json<Registration>();
    const { id } = await user.post<{ id: string }>("/register", registration);
    const session = await sessionOf(sessions, request);
    await keep(sessions, { ...session, customerId: id, username: registration.username });
    return json({ id }, 200, sessionHeader(session));
  });

  on("GET", "/login", async (request) => {
    basicCredentials(request.headers.authorization);
    const answer = await user.ask("GET", "/login", undefined, { authorization: request.headers.authorization ?? "" });
    if (answer.status !== 200) throw new HttpError(answer.status < 500 ? answer.status : 502, "login refused");
    const { id, username } = answer.json<{ user: Customer }>().user;
    const session = await sessionOf(sessions, request);
    await keep(sessions, { ...session, customerId: id, username });
    return text("Cookie is set", 200, sessionHeader(session));
  });

  /** The account that something is added to: the one named, else the one logged in. */
  const owned = async <T>(request: Request): Promise<Owned<T>> => {
    const thing = request.json<Owned<T>>();
    const userID = thing.userID ?? (await sessionOf(sessions, request)).customerId;
    if (!userID) throw new HttpError(401, "log in first");
    return { ...thing, userID };
  };

  on("POST", "/cards", async (request) => json(await user.post<{ id: string }>("/cards", await owned<Card>(request))));
  on("POST", "/addresses", async (request) => json(await user.post<{ id: string }>("/addresses", await owned<Address>(request))));
}
