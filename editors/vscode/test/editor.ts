// An editor without windows: as much of the module `vscode` as the extension and its client ask for.
//
// What is asked for beyond it fails by name, but for providers and events, which register and never happen.
import * as path from "node:path";
import manifest from "../package.json";
import { Disposable, EventEmitter, type Range, Uri, values } from "./values";

class StatusItem {
  /** Every text that it has shown. */
  readonly texts: string[] = [];
  detail = "";
  severity = 0;
  busy = false;
  command = { command: "", title: "" };

  get text(): string {
    return this.texts.at(-1) ?? "";
  }

  set text(text: string) {
    this.texts.push(text);
  }

  dispose(): void {}
}

interface Shown {
  readonly text: string;
  readonly buttons: readonly string[];
}

interface Diagnostic {
  readonly message: string;
  readonly range: Range;
  readonly source?: string;
  readonly code?: unknown;
}

export class Editor {
  readonly settings = new Map<string, unknown>();
  readonly commands = new Map<string, (...args: unknown[]) => unknown>();
  /** Commands of the editor itself, with their arguments. */
  readonly called: unknown[][] = [];
  readonly items: StatusItem[] = [];
  readonly messages: Shown[] = [];
  readonly log: string[] = [];
  readonly documents: ReturnType<typeof document>[] = [];
  /** The button that is pressed on the next messages. */
  answer: string | undefined;
  /** What answers for documents, by how it is registered. */
  readonly providers = new Map<string, any>();
  copied = "";
  opened = "";
  trusted = true;
  readonly folders: { uri: Uri; name: string; index: number }[];
  // What is pushed and what is pulled are apart.
  private readonly collections = new Set<Map<string, Diagnostic[]>>();
  private readonly emitters = new Map<string, EventEmitter<unknown>>();

  constructor(...folders: string[]) {
    this.folders = folders.map((folder, index) => ({ uri: Uri.file(folder), name: path.basename(folder), index }));
  }

  open(name: string, text: string): Uri {
    const uri = Uri.file(name);
    const opened = document(uri, text);
    this.documents.push(opened);
    this.fire("onDidOpenTextDocument", opened);
    this.fire("onDidChangeTabs", { opened: [uri], closed: [], changed: [] });
    return uri;
  }

  /** Everything that is shown in a document. */
  found(uri: Uri): Diagnostic[] {
    return [...this.collections].flatMap((collection) => collection.get(uri.toString()) ?? []);
  }

  set(key: string, value: unknown): void {
    this.settings.set(`planvet.${key}`, value);
    const affectsConfiguration = (section: string): boolean => `planvet.${key}.`.startsWith(`${section}.`);
    this.fire("onDidChangeConfiguration", { affectsConfiguration });
  }

  fire(name: string, value: unknown): void {
    this.emitter(name).fire(value);
  }

  run(name: string, ...args: unknown[]): unknown {
    const command = this.commands.get(name);
    if (command === undefined) {
      this.called.push([name, ...args]);
      return undefined;
    }
    return command(...args);
  }

  /** The module. */
  readonly vscode = open(
    {
      ...values,
      version: "1.91.0",
      commands: this.namespace({
        registerCommand: (name: string, command: (...args: unknown[]) => unknown) => {
          if (this.commands.has(name)) {
            throw new Error(`the command ${name} is registered twice`);
          }
          this.commands.set(name, command);
          return new Disposable(() => this.commands.delete(name));
        },
        executeCommand: async (name: string, ...args: unknown[]) => this.run(name, ...args),
      }),
      env: this.namespace({
        appName: "an editor without windows",
        language: "en",
        clipboard: { writeText: async (text: string) => void (this.copied = text) },
        openExternal: async (uri: Uri) => void (this.opened = uri.toString()),
      }),
      languages: this.namespace({
        createDiagnosticCollection: () => {
          const collection = new Map<string, Diagnostic[]>();
          this.collections.add(collection);
          return {
            set: (uri: Uri, found: Diagnostic[]) => collection.set(uri.toString(), found),
            delete: (uri: Uri) => collection.delete(uri.toString()),
            clear: () => collection.clear(),
            dispose: () => this.collections.delete(collection),
          };
        },
        createLanguageStatusItem: () => {
          const item = new StatusItem();
          this.items.push(item);
          return item;
        },
        match: (selector: unknown, at: { languageId: string; uri: Uri }) => {
          const filters = [selector].flat() as { language?: string; scheme?: string; pattern?: string }[];
          return Number(filters.some(({ language = at.languageId, scheme = at.uri.scheme, pattern = "" }) => {
            return language === at.languageId && scheme === at.uri.scheme && matches(pattern, at.uri.path);
          }));
        },
      }),
      window: this.namespace({
        activeTextEditor: undefined,
        visibleTextEditors: [],
        tabGroups: this.tabs(),
        createOutputChannel: () => this.channel(),
        showErrorMessage: (text: string, ...buttons: unknown[]) => this.message(text, buttons),
        showWarningMessage: (text: string, ...buttons: unknown[]) => this.message(text, buttons),
        showInformationMessage: (text: string, ...buttons: unknown[]) => this.message(text, buttons),
      }),
      workspace: this.workspace(),
    },
    (name) => (/^[A-Z]/.test(name) ? class {} : undefined),
  );

  /** What `activate` is given. */
  context(extensionPath: string): { subscriptions: { dispose(): void }[] } {
    return Object.assign({ subscriptions: [] }, { extensionPath, extension: { packageJSON: manifest } });
  }

  private workspace(): object {
    const editor = this;
    return this.namespace({
      get isTrusted() {
        return editor.trusted;
      },
      get workspaceFolders() {
        return editor.folders;
      },
      createFileSystemWatcher: () => this.namespace({ dispose() {} }),
      textDocuments: this.documents,
      notebookDocuments: [],
      getConfiguration: (section: string | undefined) => {
        const read = (key: string): unknown => this.setting(section === undefined ? key : `${section}.${key}`);
        return { get: (key: string, or?: unknown) => read(key) ?? or, has: (key: string) => read(key) !== undefined };
      },
    });
  }

  // Each document has one.
  private tabs(): object {
    const { documents } = this;
    const all = () => documents.map(({ uri }) => ({ input: new values.TabInputText(uri) }));
    return this.namespace({
      activeTabGroup: { activeTab: undefined },
      get all() {
        return [{ tabs: all() }];
      },
    });
  }

  private setting(name: string): unknown {
    const properties: Record<string, { default: unknown }> = manifest.contributes.configuration.properties;
    return this.settings.get(name) ?? properties[name]?.default;
  }

  private channel(): object {
    const write = (text: string): void => void this.log.push(text);
    const show = (): void => void this.called.push(["show output"]);
    const levels = { info: write, warn: write, error: write, debug() {}, trace() {} };
    return this.namespace({ ...levels, logLevel: values.LogLevel.Info, appendLine: write, show, dispose() {} });
  }

  private async message(text: string, buttons: unknown[]): Promise<unknown> {
    const named = buttons.filter((button): button is string => typeof button === "string");
    this.messages.push({ text, buttons: named });
    return named.find((button) => button === this.answer);
  }

  private namespace(known: object): object {
    return open(known, (name) => {
      if (/^on(Did|Will)/.test(name)) {
        return this.emitter(name).event;
      }
      if (/^register/.test(name)) {
        return (_: unknown, provider: unknown) => {
          this.providers.set(name, provider);
          return new Disposable(() => this.providers.delete(name));
        };
      }
      return /^create/.test(name) ? () => new Disposable(() => {}) : undefined;
    });
  }

  private emitter(name: string): EventEmitter<unknown> {
    const emitter = this.emitters.get(name) ?? new EventEmitter();
    this.emitters.set(name, emitter);
    return emitter;
  }
}

function document(uri: Uri, text: string) {
  const languageId = uri.path.endsWith(".md") ? "markdown" : "plaintext";
  return { uri, fileName: uri.fsPath, languageId, version: 1, isClosed: false, isDirty: false, getText: () => text };
}

/** Patterns of the form that the extension uses: any folder, any name, and endings to choose from. */
function matches(pattern: string, name: string): boolean {
  const [, endings] = /^\*\*\/\*\.(.*)$/.exec(pattern) ?? [];
  const choices = /^\{(.*)\}(.*)$/.exec(endings ?? "");
  const all = choices ? (choices[1] ?? "").split(",").map((ending) => ending + choices[2]) : [endings];
  return pattern === "" || all.some((ending) => name.endsWith(`.${ending}`));
}

/** An object that makes what is missing, or says what that is. */
function open(known: object, make: (name: string) => unknown): object {
  return new Proxy(known, {
    get(target, name) {
      if (name === "__esModule") {
        return true;
      }
      if (typeof name === "symbol" || name in target) {
        return Reflect.get(target, name);
      }
      const made = make(name);
      if (made === undefined) {
        throw new Error(`the editor of the tests has no \`${name}\``);
      }
      Reflect.set(target, name, made);
      return made;
    },
  });
}
