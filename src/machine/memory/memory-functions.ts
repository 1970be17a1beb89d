// The functions of the memory path that every module of an engine contains: translation, and with a hierarchy the access to a line. Knows no engine.
import type { AccessKind } from '../trap.js';
import type { ModuleBuilder } from '../wasm/module.js';
import { type AccessFunctions, addAccessFunctions } from './hierarchy/access-functions.js';
import type { Hierarchy } from './hierarchy/geometry.js';
import type { HierarchyPlan } from './hierarchy/plan.js';
import { addTlbs, type TlbCode } from './hierarchy/tlb-code.js';
import { addTranslate } from './translate-code.js';

/** A hierarchy with the places of its caches, for a machine of so many harts. */
export interface PlannedHierarchy {
  readonly hierarchy: Hierarchy;
  readonly plan: HierarchyPlan;
  readonly harts: number;
}

/** Indices of functions within one module. Without a hierarchy nothing is accessed but RAM. */
export interface MemoryFunctions {
  readonly translate: Readonly<Record<AccessKind, number>>;
  readonly access: AccessFunctions | undefined;
  /** Undefined when translations cost nothing. */
  readonly tlbs: TlbCode | undefined;
}

export function addMemoryFunctions(module: ModuleBuilder, planned: PlannedHierarchy | undefined): MemoryFunctions {
  const access = planned && addAccessFunctions(module, planned.hierarchy, planned.plan, planned.harts);
  const tlbs = access?.parts.rules.tlbs === true ? addTlbs(module, access) : undefined;
  const translate = (kind: AccessKind): number => addTranslate(module, kind, tlbs);
  return { translate: { fetch: translate('fetch'), load: translate('load'), store: translate('store') }, access, tlbs };
}
