/**
 * Has a notebook keep the picture of a card as it is, and shows it where the widget cannot be shown.
 *
 * A card that is live when the notebook is saved has two representations: the widget, which Lab prefers, and a picture in
 * HTML as it was when the cell ran. Without its kernel the widget's place says "Error displaying widget", and Lab does not
 * look further.
 */
import { JupyterFrontEnd } from '@jupyterlab/application';

const HTML = 'text/html';
const OURS = 'class="wavetank"';
const LOST = 'Error displaying widget';
const PAUSE = 200;

// What is used of JupyterLab's notebook, which this package does not depend on.
interface IOutput {
  data: Record<string, unknown>;
  toJSON(): { data?: Record<string, unknown> };
}

interface ISignal {
  connect(slot: (sender: unknown, state: string) => void): void;
}

interface IRenderer {
  node: HTMLElement;
  renderModel(model: IOutput): Promise<void>;
}

interface IOutputArea {
  model: { length: number; get(index: number): IOutput };
  widgets: readonly { node: HTMLElement }[];
}

interface ICell {
  model: {
    sharedModel: { updateOutputs?(start: number, end: number, outputs: object[], origin: string): void };
  };
  outputArea?: IOutputArea;
}

interface INotebookPanel {
  node: HTMLElement;
  context: { saveState: ISignal };
  content: {
    rendermime: { createRenderer(mimeType: string): IRenderer };
    widgets: readonly ICell[];
  };
}

function isNotebook(widget: object): widget is INotebookPanel {
  return 'content' in widget && 'rendermime' in (widget.content as object);
}

/** Has every notebook that is opened watched for widgets that are lost. */
export function keepPictures(app: JupyterFrontEnd): void {
  const watched = new WeakSet<object>();
  const look = () => {
    for (const widget of app.shell.widgets('main')) {
      if (isNotebook(widget) && !watched.has(widget)) {
        watched.add(widget);
        watch(widget);
      }
    }
  };
  app.shell.currentChanged?.connect(look);
  void app.restored.then(look);
}

function watch(panel: INotebookPanel): void {
  let waiting = 0;
  const later = () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => restore(panel), PAUSE);
  };
  new MutationObserver(later).observe(panel.node, { childList: true, subtree: true });
  later();
  panel.context.saveState.connect((_, state) => {
    if (state === 'started') {
      refresh(panel);
    }
  });
}

function refresh(panel: INotebookPanel): void {
  forEachOutput(panel, (node, output, index, cell) => {
    const kept = node.querySelector<HTMLElement & { wavetankKept?: object }>('.wt-live')?.wavetankKept;
    if (kept) {
      const fresh = output.toJSON();
      Object.assign(fresh.data ?? {}, kept);
      // The origin that JupyterLab gives to what an output area has already: as another it would draw the widget anew.
      cell.model.sharedModel.updateOutputs?.(index, index + 1, [fresh], 'silent-change');
    }
  });
}

type Act = (node: HTMLElement, output: IOutput, index: number, cell: ICell) => void;

function forEachOutput(panel: INotebookPanel, act: Act): void {
  for (const cell of panel.content.widgets) {
    const area = cell.outputArea;
    area?.widgets.forEach((child, index) => {
      if (index < area.model.length) {
        act(child.node, area.model.get(index), index, cell);
      }
    });
  }
}

function restore(panel: INotebookPanel): void {
  forEachOutput(panel, (node, output) => {
    const place = lostIn(node);
    if (place && String(output.data[HTML] ?? '').includes(OURS)) {
      const renderer = panel.content.rendermime.createRenderer(HTML);
      place.replaceChildren(renderer.node);
      // The registry decides what a notebook that is not trusted may show.
      void renderer.renderModel(output);
    }
  });
}

function lostIn(node: HTMLElement): HTMLElement | null {
  const places = node.querySelectorAll<HTMLElement>('.jp-OutputArea-output');
  return Array.from(places).find(place => place.firstChild?.nodeValue?.startsWith(LOST)) ?? null;
}
