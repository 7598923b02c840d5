/**
 * What a notebook cell can import:
 *
 *     import { runExperiment, openRun, parsePcap, defineMetric, computeMetrics, plotMetrics, plotGraph } from "munnin";
 *
 * Nothing else of the package is public.
 */

// From a configuration to a run.
export { runExperiment, startExperiment, RunFailed, RunStopped, type RunExperimentOptions } from "./notebook/runexperiment";
export { openRun, type Run } from "./notebook/run";
export { plotLive, type LivePlotOptions } from "./notebook/plotlive";
export type { LiveOptions, LiveWindow } from "./notebook/live";
export type { TrialEdgeOptions } from "./notebook/runedges";
export type { RunSummary } from "./notebook/runsummary";
export type { ExperimentInput } from "./config/experiment";
export type { EntityInterval, Event, LedgerLine, LoadStatistics, RequestLine, RunRecord, TrialRecord } from "./runfolder";
export { ConfigError, InputError } from "./config/error";

// From captures to edges.
export { parsePcap } from "./notebook/parsepcap";
export { openEdges } from "./edges/files/open";
export { saveEdges } from "./edges/files/save";
export { readEntitySource, startingAt, type EntitySource } from "./edges/entities/read";
export { EdgeTable, type EdgeRow, type Mark, type WindowView } from "./edges/table";
export type { CaptureFile, EdgeOptions } from "./edges/options";
export type { Label, LabelOptions } from "./edges/labels";
export type { Level } from "./edges/node";

// From edges to metrics.
export { computeMetrics, type MetricOptions } from "./metrics/compute";
export { defineMetric, defineSeries, metricNames } from "./metrics/registry";
export { describeMetric, listMetrics } from "./metrics/describe";
export { metrics } from "./metrics/metrics";
export { metricWorth } from "./metrics/worth";
export { compareMetrics, type ComparisonOptions, type MetricComparison } from "./metrics/comparison";
export { derivedFrom, type Derivation, type DerivationOptions } from "./metrics/derivedFrom";
export { overInstances, type Statistic } from "./metrics/instances";
export type { Service, ServicePair } from "./metrics/services";
export { betweennessCentrality, type BetweennessOptions } from "./metrics/algorithms/betweenness";
export { communitiesOf, modularityOf } from "./metrics/algorithms/communities";
export { reweighted } from "./metrics/algorithms/reweighted";
export { currentFlowBetween, currentFlowBetweenness } from "./metrics/algorithms/currentFlow";
export { differences, modifiedZScores, movingAverage, zScores } from "./metrics/derived";
export { trainingWindows, type TrainingSpan } from "./metrics/training";
export { MetricTable } from "./metrics/table";
export { openMetrics } from "./metrics/files/open";
export { saveMetrics, writeMetrics, type SavedMetrics } from "./metrics/files/save";
export { streamMetrics } from "./metrics/stream";
export { defaultMetrics } from "./metrics/defaults";
export type {
  Csr,
  MetricContext,
  MetricDefinition,
  MetricDescription,
  SeriesContext,
  SeriesDefinition,
  VectorSeries,
  WindowGraph,
} from "./metrics/graph";

// From edges and metrics to figures.
export { plotMetrics, type MetricPlotOptions } from "./plot/metrics";
export { plotGraph, type GraphPlotOptions } from "./plot/graph";
export { plotGraphs, type GraphsPlotOptions } from "./plot/graphs";
export { plotAdjacency, type AdjacencyPlotOptions } from "./plot/adjacency";
export { plotBoxes, type BoxPlotOptions } from "./plot/boxes";
export { plotCorrelations, type CorrelationPlotOptions } from "./plot/correlation";
export { plotComparisons, type ComparisonPlotOptions } from "./plot/comparisons";
export { plotMissing, type MissingPlotOptions } from "./plot/missing";
export { plotExplorer, type ExplorePlotOptions } from "./plot/explore";
export { plotLoad, type LoadPlotOptions } from "./plot/load";
export type { ExfiltrationPath } from "./plot/path";
export type { Figure } from "./plot/figure";

// Tables and data frames.
export type { Table } from "./table/table";
export type { DataFrame } from "./table/frame";

// In a cell.
export { display, displayUpdatable, type UpdatableDisplay } from "./notebook/display";
export { progress, type Progress } from "./notebook/progress";
export { cellSignal } from "./notebook/cell";
