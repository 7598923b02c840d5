import type { Request } from "../../http/request";
import { html } from "../../http/reply";
import type { On } from "../../http/service";
import { assets } from "../assets";
import { categoryPage, detailPage, indexPage } from "../pages";
import type { Product } from "../product";
import { sessionHeader, sessionOf } from "../session";
import { passOn, type Backends } from "./backends";

/** Pages and data about what there is to buy. */
export function addCatalogueRoutes(on: On, { catalogue, sessions }: Backends): void {
  const find = (query: string) => catalogue.get<Product[]>(`/catalogue?${query}`);

  const page = (path: string, render: (request: Request, username?: string) => Promise<string>) =>
    on("GET", path, async (request) => {
      const session = await sessionOf(sessions, request);
      return { ...html(await render(request, session.username)), headers: sessionHeader(session) };
    });

  page("/", async (_request, username) => indexPage(await find("size=5"), username));

  page("/category.html", async ({ query }, username) => {
    const filter = new URLSearchParams({ size: "9", page: query.get("page") ?? "1" });
    const tags = query.get("tags");
    if (tags) filter.set("tags", tags);
    return categoryPage(await find(filter.toString()), username);
  });

  page("/detail.html", async ({ query }, username) => {
    const product = await catalogue.get<Product>(`/catalogue/${encodeURIComponent(query.get("id") ?? "")}`);
    return detailPage(product, await find(`size=3&tags=${product.tags[0]}`), username);
  });

  on("GET", "/catalogue", async ({ query }) => passOn(await catalogue.ask("GET", `/catalogue?${query}`)));
  on("GET", "/catalogue/:id", async ({ params }) => passOn(await catalogue.ask("GET", `/catalogue/${params.id}`)));
  on("GET", "/tags", async () => passOn(await catalogue.ask("GET", "/tags")));
  on("GET", "/catalogue/images/:file", async ({ params }) => passOn(await catalogue.ask("GET", `/catalogue/images/${params.file}`)));

  for (const { path, type, body } of assets()) on("GET", path, () => ({ status: 200, type, body }));
}
