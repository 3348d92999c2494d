/** The everyday verbs: what each takes. Where a verb is the short form of a method, its summary is the method's. */
import { GATES } from "./git-hooks.js";
import type { OptionSpec, PositionalSpec } from "./manifest.js";

export interface Verb {
  name: string;
  /** Method that it asks; null where it works on the process itself. */
  method: string | null;
  /** For verbs without a method. */
  summary?: string;
  positional: readonly PositionalSpec[];
  options: readonly OptionSpec[];
}

const dir: PositionalSpec = { name: "DIR", required: false, summary: "Folder of the project; without it, the current one" };
const noDaemon: OptionSpec = { name: "no-daemon", type: "flag", summary: "Do the work here, also where a daemon watches" };

export const VERBS: readonly Verb[] = [
  {
    name: "check",
    method: "documentation.check",
    positional: [dir],
    options: [
      {
        name: "format",
        type: "text",
        value: "FORMAT",
        choices: ["text", "json", "sarif", "github", "junit"],
        summary: "How to print the report: text, json, sarif, github (annotations of a workflow) or junit",
      },
      { name: "since", type: "text", value: "REF", summary: "Report only what is new since the merge base of REF and HEAD" },
      {
        name: "fail-on",
        type: "text",
        value: "LEVEL",
        choices: ["note", "warning", "error"],
        summary: "Exit with 1 when a finding reaches note, warning or error; when not given, when a document drifted",
      },
      { name: "all", type: "flag", summary: "Also list the claims that could not be judged, with the reasons" },
      {
        name: "write-baseline",
        type: "flag",
        summary: "Write all findings to .lockstep/baseline.json: they are not reported any more",
      },
      { name: "prune-baseline", type: "flag", summary: "Drop what is fixed from .lockstep/baseline.json" },
      noDaemon,
    ],
  },
  {
    name: "explain",
    method: "documentation.explain",
    positional: [{ name: "ID", required: true, summary: "Id of the finding" }, dir],
    options: [noDaemon],
  },
  {
    name: "ack",
    method: "documentation.acknowledge",
    positional: [{ name: "ID", required: true, summary: "Id of the finding" }, dir],
    options: [
      { name: "reason", type: "text", value: "TEXT", summary: "Why it is accepted" },
      {
        name: "until",
        type: "text",
        value: "DATE",
        summary: "Last day on which it holds; 90 days from now when not given, 365 at most",
      },
      { name: "shared", type: "flag", summary: "Write it to .lockstep/acks.yaml, for everyone who clones the repository" },
      noDaemon,
    ],
  },
  {
    name: "confirm",
    method: "documentation.confirm",
    positional: [{ name: "DOC[#SECTION]", required: true, summary: "Document, or a section of it by its anchor" }],
    options: [
      { name: "shared", type: "flag", summary: "Write it to .lockstep/confirmed.yaml, for everyone who clones the repository" },
      noDaemon,
    ],
  },
  {
    name: "fix",
    method: null,
    summary: "Mend what can be mended without loss of meaning, after showing the change",
    positional: [{ name: "PATH", required: false, summary: "File or folder to mend; without it, the current folder" }],
    options: [
      { name: "dry-run", type: "flag", summary: "Show the change, write nothing" },
      { name: "yes", short: "y", type: "flag", summary: "Write without asking; needed where nobody can be asked" },
      { name: "suggested", type: "flag", summary: "Mend also what is only a guess; read the change well" },
      { name: "rule", type: "list", value: "RULES", summary: "Findings of these rules only, by name or `group/*`" },
    ],
  },
  {
    name: "undo",
    method: null,
    summary: "Put back what a fix replaced, unless those lines were edited since",
    positional: [{ name: "FIX", required: false, summary: "Id of the fix; without it, the last one" }],
    options: [
      { name: "last", type: "flag", summary: "Take back the last fix that was not undone" },
      { name: "pass", type: "number", value: "N", summary: "Take back all fixes of one run of `lockstep fix`" },
    ],
  },
  {
    name: "start",
    method: null,
    summary: "Start the daemon if none runs, and watch a project",
    positional: [dir],
    options: [{ name: "foreground", type: "flag", summary: "Report, then print each change of the findings until Ctrl-C" }],
  },
  { name: "restart", method: null, summary: "End the daemon if one runs, and start it anew", positional: [], options: [] },
  { name: "reload", method: "daemon.reload", positional: [], options: [] },
  { name: "stop", method: "daemon.stop", positional: [], options: [] },
  {
    name: "status",
    method: "daemon.status",
    positional: [{ name: "DIR", required: false, summary: "Folder of the one project to tell of; all when not given" }],
    options: [
      { name: "watch", short: "w", type: "flag", summary: "Show each change until Ctrl-C" },
      { name: "fresh", type: "flag", summary: "Wait until everything changed before now is judged" },
      { name: "timeout", type: "number", value: "SECONDS", summary: "Longest wait of --fresh; 10 when not given, 120 at most" },
    ],
  },
  {
    name: "init",
    method: null,
    summary: "Begin with a project: a commented lockstep.yaml, git hooks and the service if wanted, and a first look",
    positional: [dir],
    options: [{ name: "yes", short: "y", type: "flag", summary: "Take what is offered, without being asked" }],
  },
  {
    name: "doctor",
    method: null,
    summary: "Look at what lockstep needs: this machine, its own files, the daemon and a project; and say what to do",
    positional: [dir],
    options: [
      {
        name: "bundle",
        type: "flag",
        summary: "Also write what others need who are to help into a file of the current folder, redacted and listed before",
      },
      { name: "yes", short: "y", type: "flag", summary: "Write the bundle without asking; needed where nobody can be asked" },
    ],
  },
  {
    name: "service",
    method: null,
    summary: "Have the service manager run the daemon: install, uninstall or status",
    positional: [{ name: "ACTION", required: true, summary: "install, uninstall or status" }],
    options: [
      { name: "print", type: "flag", summary: "Print what install would write, and do nothing" },
      { name: "system", type: "flag", summary: "A service of the machine, which runs without a session; wants --user" },
      { name: "user", type: "text", value: "NAME", summary: "With --system: the user as whom it runs" },
    ],
  },
  {
    name: "git-hooks",
    method: null,
    summary: "Have git tell the daemon of commits, merges, checkouts and rebases: install, uninstall or status",
    positional: [{ name: "ACTION", required: true, summary: "install, uninstall or status" }, dir],
    options: [
      {
        name: "write",
        type: "flag",
        summary: "Write also into hooks that are under version control, and files of hook managers",
      },
      {
        name: "gate",
        type: "list",
        value: "HOOKS",
        choices: GATES,
        summary: "Also hold back a commit or a push that would put documents out of step: pre-commit, pre-push",
      },
    ],
  },
  {
    name: "logs",
    method: null,
    summary: "Show the daemon's log",
    positional: [],
    options: [
      { name: "follow", short: "f", type: "flag", summary: "Show what is added until Ctrl-C" },
      {
        name: "level",
        type: "text",
        value: "LEVEL",
        choices: ["trace", "debug", "info", "warn", "error", "fatal"],
        summary: "Least level to show: trace, debug, info, warn, error or fatal",
      },
      { name: "project", type: "text", value: "PROJECT", summary: "Lines about this project only, by its folder or its number" },
      {
        name: "lines",
        short: "n",
        type: "number",
        value: "COUNT",
        summary: "Lines to show of what is there; 200 when not given",
      },
    ],
  },
];
