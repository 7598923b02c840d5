import { randomStream } from "../../runfolder/random";
import { escapeHtml } from "../../table/markup";
import type { CartItem } from "./order";
import type { Product } from "./product";
import { sentences } from "./words";

/** What surrounds the content of every page, about 5 kB: navigation, footer, terms. */
const terms = sentences(randomStream(1, "shop/terms"), 2_400);
const story = sentences(randomStream(1, "shop/story"), 3_600);
const links = ["style", "theme"].map((name) => `<link rel="stylesheet" href="/css/${name}.css">`).join("");
const scripts = ["framework", "front"].map((name) => `<script src="/js/${name}.js"></script>`).join("");
const navigation = [
  ["/", "Home"],
  ["/category.html", "Catalogue"],
  ["/basket.html", "Basket"],
]
  .map(([path, title]) => `<li class="nav-item"><a class="nav-link" href="${path}">${title}</a></li>`)
  .join("\n");

function page(title: string, content: string, username: string | undefined): string {
  const greeting = username ? `Logged in as ${escapeHtml(username)}` : `<a href="#login">Login</a> <a href="#register">Register</a>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>${links}</head>
<body><header><ul class="nav">${navigation}</ul><p class="greeting">${greeting}</p></header>
<main>${content}</main>
<footer><p>${terms}</p></footer>${scripts}</body></html>`;
}

/** The first page: 7 kB and some products. */
export function indexPage(products: readonly Product[], username?: string): string {
  return page("Socks", `<section><p>${story}</p></section>${products.map(tile).join("\n")}`, username);
}

/** A page of the catalogue: nine products of about 1 kB each. */
export function categoryPage(products: readonly Product[], username?: string): string {
  return page("Catalogue", `<div class="row products">${products.map(tile).join("\n")}</div>`, username);
}

/** Everything about one product, and some of the others. */
export function detailPage(product: Product, others: readonly Product[], username?: string): string {
  const gallery = product.imageUrl.map((url) => `<img src="${url}" alt="${product.name}">`).join("");
  const content = `<h1>${product.name}</h1>${gallery}<p class="price">${product.price.toFixed(2)} €</p><p>${product.description}</p>
<button data-id="${product.id}">Add to cart</button><h2>You may also like</h2>${others.map(tile).join("\n")}`;
  return page(product.name, content, username);
}

/** What is in the cart. */
export function basketPage(items: readonly CartItem[], products: readonly Product[], username?: string): string {
  const rows = items.map((item) => {
    const product = products.find((candidate) => candidate.id === item.itemId);
    return `<tr><td>${product ? tile(product) : item.itemId}</td><td>${item.quantity}</td><td>${item.unitPrice.toFixed(2)} €</td></tr>`;
  });
  return page("Basket", `<table class="basket">${rows.join("\n")}</table><button>Proceed to checkout</button>`, username);
}

function tile(product: Product): string {
  return `<div class="product"><a href="/detail.html?id=${product.id}"><img src="${product.imageUrl[0]}" alt="${product.name}"></a>
<h3>${product.name}</h3><p class="price">${product.price.toFixed(2)} €</p><p>${product.description}</p>
<p>${product.tags.map((tag) => `<a href="/category.html?tags=${tag}">${tag}</a>`).join(", ")}</p></div>`;
}
