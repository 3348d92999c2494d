import { compareText } from "../../base/order.js";
import { folderOf } from "../../base/paths.js";
import { targetTool } from "../code/targets.js";
import type { Fact, TargetTool } from "../model.js";
import type { Key, KeyRecorder } from "./keys.js";

/** What one Makefile, justfile or Taskfile declares. */
export interface TargetFile {
  path: string;
  folder: string;
  tool: TargetTool;
  names: readonly string[];
  /** Why there may be more; null when there is not. */
  open: string | null;
}

/** Targets of the project's task files. Any change of one dirties `targets`: they change rarely. */
export class Targets {
  private readonly files = new Map<string, TargetFile>();

  constructor(private readonly keys: KeyRecorder) {}

  set(path: string, facts: readonly Fact[] | null): Key[] {
    const tool = targetTool(path);
    if (tool === null) return [];
    const before = JSON.stringify(this.files.get(path));
    if (facts === null) this.files.delete(path);
    else this.files.set(path, targetFile(path, tool, facts));
    return before === JSON.stringify(this.files.get(path)) ? [] : ["targets"];
  }

  /** The files that `tool` reads, by path. */
  all(tool: TargetTool): TargetFile[] {
    this.keys.note("targets");
    return [...this.files.values()].filter((file) => file.tool === tool).sort((a, b) => compareText(a.path, b.path));
  }
}

function targetFile(path: string, tool: TargetTool, facts: readonly Fact[]): TargetFile {
  const names = facts.flatMap((fact) => (fact.kind === "target" ? [fact.name] : []));
  const open = facts.find((fact) => fact.kind === "open" && fact.set === "targets");
  return { path, folder: folderOf(path), tool, names, open: open?.kind === "open" ? open.reason : null };
}
