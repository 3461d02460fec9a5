// The entry in the list of what the editor knows of a Markdown file's language.
import { type Disposable, languages, LanguageStatusSeverity, type LanguageStatusItem } from "vscode";
import { DOCUMENTS } from "./editor";
import { describe, type State } from "./state";

const SEVERITIES = {
  information: LanguageStatusSeverity.Information,
  error: LanguageStatusSeverity.Error,
};

const ACTIONS = {
  restart: { command: "planvet.restart", title: "Restart Server" },
  showOutput: { command: "planvet.showOutput", title: "Show Output" },
  openSettings: { command: "workbench.action.openSettings", title: "Open Settings", arguments: ["planvet"] },
};

export class Status implements Disposable {
  private readonly item: LanguageStatusItem = languages.createLanguageStatusItem("planvet", DOCUMENTS);

  constructor() {
    this.item.name = "planvet";
  }

  show(state: State): void {
    const { text, detail, severity, busy, action } = describe(state);
    this.item.text = text;
    this.item.detail = detail;
    this.item.severity = SEVERITIES[severity];
    this.item.busy = busy;
    this.item.command = ACTIONS[action];
  }

  dispose(): void {
    this.item.dispose();
  }
}
