import type { z } from 'zod';
import type { RetryPolicy } from './retry-policy.ts';
import type { NodeRun, WorkflowNode } from './workflow.ts';

/** A router under the condition that it takes one of these routes; made by `router.when('…')`. */
export interface TakenRoute<Output extends z.ZodType = z.ZodType> {
  readonly kind: 'route';
  readonly router: WorkflowNode<never, Output>;
  readonly output: Output;
  readonly routes: readonly string[];
}

export interface Router<Context, Output extends z.ZodType, Route extends string> extends WorkflowNode<Context, Output> {
  /** To be needed by the nodes of this branch: counts if the router takes one of these routes. */
  readonly when: (...routes: readonly [Route, ...Route[]]) => TakenRoute<Output>;
}

/** What a node may need. A node must exist before another can need it, so a cycle cannot be written. */
export type Need = WorkflowNode | TakenRoute;
export type NeedMap = Readonly<Record<string, Need>>;
// eslint-disable-next-line typescript/no-empty-object-type -- no needs: a body that reads one must not compile
type NoNeeds = {};

type Outputs<Needs extends NeedMap> = { readonly [Key in keyof Needs]: z.output<Needs[Key]['output']> };
type Perhaps<Needs extends NeedMap> = { readonly [Key in keyof Needs]: z.output<Needs[Key]['output']> | undefined };
type NeedOutputs<Needs extends NeedMap, AnyOf extends NeedMap, After extends NeedMap> = Outputs<Needs> & Perhaps<AnyOf> & Perhaps<After>;

export interface CommonOptions<Needs extends NeedMap, AnyOf extends NeedMap, After extends NeedMap> {
  /** All of these must be completed. The node is skipped when one of them is. */
  readonly needs?: Needs;
  /** Joins branches: at least one of these must be completed, the others may be skipped. The node is skipped when all of them are. */
  readonly anyOf?: AnyOf;
  /** Each of these must be completed or skipped; both are fine. */
  readonly after?: After;
  /** Default: one attempt. */
  readonly retry?: RetryPolicy;
  /** Per attempt; then its signal is aborted and it fails with `node_timed_out`. Default: no limit. */
  readonly timeoutSeconds?: number;
  /** The node must hold a slot while it runs. Default: false. */
  readonly slot?: boolean;
}

/**
 * What a body may return for an output schema: its input, with lists that may be readonly. The bodies' own return types are inferred as
 * constants (`const Returned`), or else `() => ({ route: 'passed' })` would be a `string`.
 */
type Writable<Output extends z.ZodType> = Frozen<z.input<Output>>;
type Frozen<Value> = z.core.util.JSONType extends Value
  ? unknown
  : Value extends object
    ? { readonly [Key in keyof Value]: Frozen<Value[Key]> }
    : Value;

type Body<Context, Input, Needs, Returned> = (run: NodeRun<Context, Input, Needs>) => Returned | Promise<Returned>;

export interface NodeOptions<
  Context,
  Input,
  Output extends z.ZodType,
  Returned,
  Needs extends NeedMap,
  AnyOf extends NeedMap,
  After extends NeedMap,
> extends CommonOptions<Needs, AnyOf, After> {
  /**
   * JSON only, without asynchronous refinements, and it must accept what it gives: it parses when the output is written and again whenever
   * it is read. For a node that gives nothing: `z.null()`.
   */
  readonly output: Output;
  readonly run: Body<Context, Input, NeedOutputs<Needs, AnyOf, After>, Returned>;
}

/** What a router says at least. */
interface RouteOutput<Route extends string, Many extends boolean> {
  readonly route: Many extends true ? readonly Route[] : Route;
}
type RouteSchema<Route extends string, Many extends boolean> = z.ZodType<RouteOutput<Route, Many>, RouteOutput<Route, Many>>;

export interface RouterOptions<
  Context,
  Input,
  Route extends string,
  Many extends boolean,
  Returned,
  Needs extends NeedMap,
  AnyOf extends NeedMap,
  After extends NeedMap,
> extends CommonOptions<Needs, AnyOf, After> {
  /** All that it may take. A route that no node needs ends there. */
  readonly routes: readonly Route[];
  /** True: `route` of the output is a list, and any number of routes is taken, also none. Default: exactly one. */
  readonly many?: Many;
  readonly run: Body<Context, Input, NeedOutputs<Needs, AnyOf, After>, Returned>;
}

/** A node whose output says in `route` which branches run; the nodes of the others are skipped. */
interface RouterBuilder<Context, Input> {
  <
    const Route extends string,
    const Returned extends RouteOutput<Route, Many>,
    const Many extends boolean = false,
    const Needs extends NeedMap = NoNeeds,
    const AnyOf extends NeedMap = NoNeeds,
    const After extends NeedMap = NoNeeds,
  >(
    name: string,
    options: RouterOptions<Context, Input, Route, Many, Returned, Needs, AnyOf, After> & { readonly output?: undefined },
  ): Router<Context, RouteSchema<Route, Many>, Route>;

  /** For a router that says more than `{ route }`: its `output` must contain that. */
  <
    const Route extends string,
    Output extends z.ZodType<RouteOutput<Route, Many>>,
    const Returned extends Writable<Output>,
    const Many extends boolean = false,
    const Needs extends NeedMap = NoNeeds,
    const AnyOf extends NeedMap = NoNeeds,
    const After extends NeedMap = NoNeeds,
  >(
    name: string,
    options: RouterOptions<Context, Input, Route, Many, Returned, Needs, AnyOf, After> & { readonly output: Output },
  ): Router<Context, Output, Route>;
}

export interface NodeBuilder<Context, Input> {
  <
    Output extends z.ZodType,
    const Returned extends Writable<Output>,
    const Needs extends NeedMap = NoNeeds,
    const AnyOf extends NeedMap = NoNeeds,
    const After extends NeedMap = NoNeeds,
  >(
    name: string,
    options: NodeOptions<Context, Input, Output, Returned, Needs, AnyOf, After>,
  ): WorkflowNode<Context, Output>;

  readonly router: RouterBuilder<Context, Input>;
}
