/** The plugins of Wavetank's JupyterLab extension; here they are only wired. */
import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import {
  EditorExtensionRegistry,
  IEditorExtensionFactory,
  IEditorExtensionRegistry
} from '@jupyterlab/codemirror';
import { flowCells } from './flowCells';
import { keepPictures } from './keptPictures';

const COLOURING = 'wavetank-labextension:colouring';

/** The model of a code cell says so; markdown cells say otherwise and files say nothing. */
function isCodeCell(model: IEditorExtensionFactory.IOptions['model']): boolean {
  return 'type' in model && model.type === 'code';
}

const colouring: JupyterFrontEndPlugin<void> = {
  id: COLOURING,
  description: 'Shows %%flow cells as YAML with expressions.',
  autoStart: true,
  requires: [IEditorExtensionRegistry],
  activate: (_: JupyterFrontEnd, editorExtensions: IEditorExtensionRegistry) => {
    editorExtensions.addExtension({
      name: COLOURING,
      factory: ({ model }) =>
        isCodeCell(model)
          ? EditorExtensionRegistry.createImmutableExtension(flowCells(model.sharedModel.source))
          : null
    });
  }
};

const keptPictures: JupyterFrontEndPlugin<void> = {
  id: 'wavetank-labextension:kept-pictures',
  description: 'Shows the kept picture of a card whose kernel is gone.',
  autoStart: true,
  activate: keepPictures
};

export default [colouring, keptPictures];
