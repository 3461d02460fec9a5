// One server at a time: found, asked what it is, started, stopped, and its state told.
import type { ExtensionContext, LogOutputChannel } from "vscode";
import {
  DidChangeConfigurationNotification,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State as ClientState,
} from "vscode-languageclient/node";
import { configurations } from "./configurations";
import { DOCUMENTS, place, reader, settings } from "./editor";
import { probe } from "./probe";
import { command, findProgram, isMissing, type Program } from "./program";
import { isEnabled, SECTION, traceSetting } from "./settings";
import type { State } from "./state";
import { TraceChannel } from "./trace";

export class Session {
  state: State = { kind: "off" };
  private client: LanguageClient | undefined;
  private work: Promise<void> = Promise.resolve();
  private readonly trace: TraceChannel;

  constructor(
    private readonly context: ExtensionContext,
    private readonly output: LogOutputChannel,
    private readonly changed: (state: State) => void,
  ) {
    this.trace = new TraceChannel(output, () => traceSetting(reader()) !== "off");
  }

  /** Ends the server that runs, and starts one where one is wanted. */
  restart(): Promise<void> {
    return this.enqueue(async () => {
      await this.end();
      await this.begin();
    });
  }

  stop(): Promise<void> {
    return this.enqueue(() => this.end());
  }

  /** Tells the server that runs what holds now. */
  async configure(): Promise<void> {
    this.trace.refresh();
    if (this.client?.isRunning()) {
      const told = { settings: { [SECTION]: settings() } };
      await this.client.sendNotification(DidChangeConfigurationNotification.type, told);
    }
  }

  /** Makes the editor's values; there is one while a server runs. */
  get converter(): LanguageClient["protocol2CodeConverter"] | undefined {
    return this.client?.protocol2CodeConverter;
  }

  // One after the other, since a client that is starting cannot be stopped.
  private enqueue(step: () => Promise<void>): Promise<void> {
    this.work = this.work.then(step).catch((error: unknown) => this.output.error(String(error)));
    return this.work;
  }

  private async begin(): Promise<void> {
    if (!isEnabled(reader())) {
      this.tell({ kind: "off" });
      return;
    }
    const program = findProgram(place(this.context));
    if (isMissing(program)) {
      this.tell({ kind: "missing", missing: program });
      return;
    }
    this.tell({ kind: "starting", program });
    const said = await probe(program.file, process.platform);
    if (said.kind === "stranger") {
      this.tell({ kind: "unusable", program, reason: said.reason });
    } else if (said.kind === "outdated") {
      this.tell({ kind: "outdated", program, version: said.version });
    } else {
      await this.launch(program, said.version);
    }
  }

  private async launch(program: Program, version: string): Promise<void> {
    const { command: file, shell } = command(program.file, process.platform);
    const server = { command: file, args: ["lsp"], options: { shell } };
    const client = new LanguageClient(SECTION, "planvet", server, this.options());
    client.registerFeature(configurations(client));
    this.client = client;
    client.onDidChangeState(({ newState }) => {
      if (this.client !== client) {
        return;
      }
      switch (newState) {
        case ClientState.Starting:
          this.tell({ kind: "starting", program });
          break;
        case ClientState.Running:
          this.tell({ kind: "running", program, version: client.initializeResult?.serverInfo?.version ?? version });
          break;
        case ClientState.Stopped:
        case ClientState.StartFailed:
          this.tell({ kind: "failed", program });
          break;
      }
    });
    try {
      await client.start();
    } catch {
      // The client has said why.
      this.tell({ kind: "failed", program });
    }
  }

  private async end(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      // It never ran, or does not answer; its process is ended either way.
      this.output.warn(String(error));
    }
  }

  private options(): LanguageClientOptions {
    return {
      documentSelector: DOCUMENTS,
      outputChannel: this.output,
      traceOutputChannel: this.trace.channel,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // After a crash the server is told what holds by then.
      initializationOptions: () => ({ ...settings(), showReferences: true }),
      // When plans are checked on save, that is when there is something new.
      diagnosticPullOptions: { onChange: true, onSave: true },
      middleware: {
        workspace: {
          configuration: async (params, token, next) => {
            const values = await next(params, token);
            if (!Array.isArray(values)) {
              return values;
            }
            return params.items.map((item, at) => (item.section === SECTION ? settings() : values[at]));
          },
        },
      },
    };
  }

  private tell(state: State): void {
    this.state = state;
    this.changed(state);
  }
}
