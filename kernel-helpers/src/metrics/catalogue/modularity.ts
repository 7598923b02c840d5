import { communitiesOf, modularityOf } from "../algorithms/communities";
import { defineMetric } from "../registry";

const source = "Leicht and Newman, Community structure in directed networks, Phys. Rev. Lett. 100 (2008) 118703";

/** Near constant on trees, and not unique: another order of nodes may find another partition. */
export const modularity = defineMetric({
  name: "modularity",
  title: "Modularity",
  formula: "Σ_ij (w_ij ÷ W − s_i^out s_j^in ÷ W²) [i and j in one community], W = Σ w_ij, communities by Louvain's method, seed 1",
  range: "[−1/2, 1)",
  degenerate:
    "NaN for a silent window; 0 when all is one community. networkx's method finds other communities; equal to its value for the same.",
  source,
  of: (g) => modularityOf(g, communitiesOf(g)),
});

/** Whether instances speak within their service or across services; at level service it is that of nodes alone. */
export const serviceModularity = defineMetric({
  name: "modularity.services",
  title: "Modularity of services",
  formula: "as modularity, the communities are the services",
  range: "[−1/2, 1)",
  degenerate: "NaN for a silent window.",
  source,
  of(g) {
    const numbers = new Map([...new Set(g.services)].map((service, number) => [service, number]));
    return modularityOf(
      g,
      g.services.map((service) => numbers.get(service)!),
    );
  },
});
