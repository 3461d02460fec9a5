// The values of the editor's module that carry something.
import { fileURLToPath, pathToFileURL } from "node:url";

export class Uri {
  private constructor(private readonly url: URL) {}

  static parse(value: string): Uri {
    return new Uri(new URL(value));
  }

  static file(name: string): Uri {
    return new Uri(pathToFileURL(name));
  }

  get scheme(): string {
    return this.url.protocol.slice(0, -1);
  }

  get path(): string {
    return decodeURIComponent(this.url.pathname);
  }

  get fsPath(): string {
    return this.scheme === "file" ? fileURLToPath(this.url) : this.path;
  }

  toString(): string {
    return this.url.href;
  }
}

export class Position {
  constructor(readonly line: number, readonly character: number) {}
}

export class Range {
  readonly start: Position;
  readonly end: Position;

  constructor(a: Position | number, b: Position | number, c = 0, d = 0) {
    this.start = typeof a === "number" ? new Position(a, Number(b)) : a;
    this.end = typeof b === "number" ? new Position(c, d) : b;
  }
}

export class Location {
  constructor(readonly uri: Uri, readonly range: Range) {}
}

export class Disposable {
  constructor(private readonly end: () => unknown) {}

  static from(...parts: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => parts.forEach((part) => part.dispose()));
  }

  dispose(): unknown {
    return this.end();
  }
}

export class EventEmitter<T> {
  private readonly listeners = new Set<(value: T) => unknown>();

  readonly event = (listener: (value: T) => unknown, self?: unknown, kept?: Disposable[]): Disposable => {
    const bound = listener.bind(self);
    this.listeners.add(bound);
    const disposable = new Disposable(() => this.listeners.delete(bound));
    kept?.push(disposable);
    return disposable;
  };

  fire(value: T): void {
    for (const listener of [...this.listeners]) {
      listener(value);
    }
  }

  dispose(): void {
    this.listeners.clear();
  }
}

class CancellationTokenSource {
  private readonly emitter = new EventEmitter<void>();
  readonly token = { isCancellationRequested: false, onCancellationRequested: this.emitter.event };

  cancel(): void {
    this.token.isCancellationRequested = true;
    this.emitter.fire();
  }

  dispose(): void {}
}

class Diagnostic {
  constructor(readonly range: Range, readonly message: string, readonly severity: number) {}
}

class CodeAction {
  kind?: CodeActionKind;
  edit?: WorkspaceEdit;

  constructor(readonly title: string) {}
}

class TextEdit {
  constructor(readonly range: Range, readonly newText: string) {}
}

class WorkspaceEdit {
  /** By the address of the document. */
  readonly edits = new Map<string, TextEdit[]>();

  set(uri: Uri, edits: (TextEdit | [TextEdit, unknown])[]): void {
    this.edits.set(uri.toString(), edits.map((edit) => (Array.isArray(edit) ? edit[0] : edit)));
  }
}

class CodeLens {
  constructor(readonly range: Range, readonly command?: { command: string; title: string; arguments: unknown[] }) {}
}

class CodeActionKind {
  static readonly Empty = new CodeActionKind("");
  static readonly QuickFix = new CodeActionKind("quickfix");

  constructor(readonly value: string) {}

  append(part: string): CodeActionKind {
    return new CodeActionKind(this.value === "" ? part : `${this.value}.${part}`);
  }
}

class TabInputText {
  constructor(readonly uri: Uri) {}
}

export const values = {
  CancellationTokenSource,
  CodeAction,
  CodeActionKind,
  CodeLens,
  Diagnostic,
  DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
  DiagnosticTag: { Unnecessary: 1, Deprecated: 2 },
  Disposable,
  EventEmitter,
  LanguageStatusSeverity: { Information: 0, Warning: 1, Error: 2 },
  Location,
  LogLevel: { Off: 0, Trace: 1, Debug: 2, Info: 3, Warning: 4, Error: 5 },
  Position,
  Range,
  TabInputText,
  TextEdit,
  Uri,
  WorkspaceEdit,
};
