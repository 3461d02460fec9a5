// What there is to say of the server, as plain data.
import type { Missing, Program } from "./program";

export type State =
  | { readonly kind: "off" }
  | { readonly kind: "missing"; readonly missing: Missing }
  | { readonly kind: "outdated"; readonly program: Program; readonly version: string }
  | { readonly kind: "unusable"; readonly program: Program; readonly reason: string }
  | { readonly kind: "starting"; readonly program: Program }
  | { readonly kind: "running"; readonly program: Program; readonly version: string }
  | { readonly kind: "failed"; readonly program: Program };

export interface Description {
  readonly text: string;
  readonly detail: string;
  readonly severity: "information" | "error";
  readonly busy: boolean;
  readonly action: "restart" | "showOutput" | "openSettings";
}

export function describe(state: State): Description {
  switch (state.kind) {
    case "off":
      return say("planvet: off", "`planvet.enable` is off", "information", "openSettings");
    case "missing":
      return say("planvet: not found", missing(state.missing), "error", "openSettings");
    case "outdated":
      return say(`planvet ${state.version}: too old`, whence(state.program), "error", "openSettings");
    case "unusable":
      return say("planvet: not usable", whence(state.program), "error", "openSettings");
    case "starting":
      return { ...say("planvet: starting", whence(state.program), "information", "showOutput"), busy: true };
    case "running":
      return say(`planvet ${state.version}`, whence(state.program), "information", "showOutput");
    case "failed":
      return say("planvet: stopped", whence(state.program), "error", "restart");
  }
}

/** What is said once, in a message, when nothing can be checked until somebody does something. */
export function complaint(state: State): string | undefined {
  switch (state.kind) {
    case "missing":
      return state.missing.setting === undefined
        ? "planvet is not installed. Install it with npm, pip or cargo, or name the program in `planvet.path`."
        : `The setting \`planvet.path\` names no program: ${state.missing.setting}`;
    case "outdated":
      return `planvet ${state.version} has no language server. Update ${state.program.file}, or name another program in \`planvet.path\`.`;
    case "unusable":
      return `${state.program.file} cannot be used: ${state.reason}. Name another program in \`planvet.path\`.`;
    default:
      return undefined;
  }
}

function missing({ setting }: Missing): string {
  return setting === undefined ? "not in node_modules, not on the search path" : `no program: ${setting}`;
}

function whence(program: Program): string {
  return `${program.file}, from ${program.origin}`;
}

function say(text: string, detail: string, severity: Description["severity"], action: Description["action"]): Description {
  return { text, detail, severity, busy: false, action };
}
