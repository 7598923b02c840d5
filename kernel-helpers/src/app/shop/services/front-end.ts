import { connectPeer } from "../../http/peer";
import { runService } from "../../http/service";
import { addAccountRoutes } from "../front-end/account";
import { addCartRoutes } from "../front-end/cart";
import { addCatalogueRoutes } from "../front-end/catalogue";
import { connectMemory } from "../memory";

/** What browsers talk to: pages, and the interface that their scripts use. */
runService("front-end", async (on) => {
  const [catalogue, carts, orders, user, sessions] = await Promise.all([
    connectPeer("catalogue"),
    connectPeer("carts"),
    connectPeer("orders"),
    connectPeer("user"),
    connectMemory("session-db"),
  ]);
  const backends = { catalogue, carts, orders, user, sessions };
  addCatalogueRoutes(on, backends);
  addAccountRoutes(on, backends);
  addCartRoutes(on, backends);
});
