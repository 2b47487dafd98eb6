import { Card } from './card';
import { Channel } from './channel';
import { drawn, make } from './dom';
import type { Model } from './model';
import { Pane } from './pane';

// What a person types here must not reach a notebook, for which keys are commands.
const OURS = ['keydown', 'keyup', 'keypress', 'paste', 'contextmenu'];

function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  performance.mark('wavetank:render');
  el.classList.add('wavetank', 'wt-live');
  // Keys that move in a table are commands of a notebook: Lumino leaves them to us.
  el.dataset.lmSuppressShortcuts = 'true';
  const channel = new Channel(model);
  const notice = make('div', { class: 'wt-note', role: 'status' });
  const state = { gone: false };
  channel.onWaiting = seconds => {
    if (state.gone) return;
    const text = seconds === null ? '' : `The kernel has not answered for ${Math.round(seconds)} s: a cell may keep it busy. This waits, and catches up.`;
    if (notice.textContent !== text) notice.textContent = text;
  };
  // What a notebook should hold: JupyterLab's side of this package takes it from here when it saves.
  channel.listen('kept', content => Object.assign(el, { wavetankKept: content }));
  for (const name of OURS) el.addEventListener(name, event => event.stopPropagation());
  const lost = () => {
    state.gone = true;
    notice.textContent = 'The kernel is gone; this is how things stood. Run the cell again to go on.';
    for (const field of el.querySelectorAll<HTMLButtonElement>('button[data-action], [type=submit]')) field.disabled = true;
  };
  model.on('comm_live_update', lost);
  el.append(notice);
  const close = model.get('kind') === 'flow' ? showFlow(model, el, channel) : showExecution(model, el, channel);
  return () => {
    model.off('comm_live_update', lost);
    channel.close();
    close();
  };
}

function showFlow(model: Model, el: HTMLElement, channel: Channel): () => void {
  const card = new Card(el, channel, String(model.get('html')));
  channel.onGap = () => void card.start();
  void card.start();
  return () => card.close();
}

function showExecution(model: Model, el: HTMLElement, channel: Channel): () => void {
  const still = make('div');
  still.append(drawn(String(model.get('html'))));
  const pane: Pane = new Pane(channel, other => void pane.open(other));
  el.append(still, pane.element);
  const start = async () => {
    const { result } = await channel.request('open');
    still.remove();
    await pane.open(result.execution);
  };
  channel.onGap = () => void start();
  void start();
  return () => {};
}

export default { render };
