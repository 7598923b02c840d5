import { overInstances, type Statistic } from "../instances";
import { defineMetric } from "../registry";
import { endpointBetweenness, outsideBetweenness } from "./betweenness";
import { harmonic } from "./closeness";
import { weightedClustering } from "./clustering";
import { outsideCurrentFlow } from "./currentFlow";
import { degreeOut } from "./degree";
import { load } from "./load";
import { strengthIn, strengthOut } from "./strength";

/**
 * What the predecessor followed per service, and the bytes and degrees of its classes: a theft by one instance of several shows in how
 * they differ.
 */
const followed = [
  degreeOut,
  strengthOut,
  strengthIn,
  endpointBetweenness,
  outsideBetweenness,
  load,
  harmonic,
  weightedClustering,
  outsideCurrentFlow,
];

for (const metric of followed)
  for (const statistic of ["mean", "max", "variation"] satisfies Statistic[]) defineMetric(overInstances(metric, statistic));
