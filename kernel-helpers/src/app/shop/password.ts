import { createHash, randomBytes } from "node:crypto";
import { HttpError } from "../http/reply";

/** A salted hash. Fast on purpose: a slow one would be most of the lab's processor time, and guards nothing here. */
export function hashPassword(password: string, salt = randomBytes(12).toString("hex")): { salt: string; hash: string } {
  return { salt, hash: createHash("sha256").update(`${salt}/${password}`).digest("hex") };
}

/** Name and password of a request's Basic authorization; answers 401 without one. */
export function basicCredentials(header: string | undefined): { username: string; password: string } {
  const decoded = Buffer.from(/^Basic (.+)$/i.exec(header ?? "")?.[1] ?? "", "base64").toString();
  const colon = decoded.indexOf(":");
  if (colon < 1) throw new HttpError(401, "log in with a name and a password");
  return { username: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}
