import '@xyflow/react/dist/base.css';
import { isActive } from '@devteam/api';
import { Background, Controls, type Edge, MarkerType, MiniMap, ReactFlow, ReactFlowProvider, useReactFlow } from '@xyflow/react';
import { useEffect, useMemo, useRef } from 'react';
import { useResizeObserver } from '@mantine/hooks';
import { useAppSelector } from '../../app/hooks.ts';
import { statusOf } from '../projects/attention.ts';
import { sameButOutput, selectAttemptNodes, selectProject, selectTaskRows } from '../projects/selectors.ts';
import { shownStatus } from '../projects/status-looks.ts';
import { neighborOf } from './neighbor.ts';
import { vertex } from './rank-layout.ts';
import styles from './GraphView.module.css';
import { criticalPath, taskGraph } from './task-graph.ts';
import { TaskVertex, type TaskVertexNode } from './TaskVertex.tsx';
import { wrongWith } from './wrong-with.ts';
import { usePlaces } from './use-places.ts';

/** Beyond this a canvas is slow, and nobody sees anything in it: the list is the better picture. */
const mostVertices = 1000;
/** Smaller than this nothing in a vertex can be read. */
const leastZoom = 0.7;
const roomyZoom = 0.9;

const nodeTypes = { task: TaskVertex };
/** It can be looked at, not edited: the library's own words would tell people to press keys that do nothing here. */
const words = {
  'node.a11yDescription.default': 'Enter chooses the task, arrow keys follow its edges.',
  'node.a11yDescription.keyboardDisabled': 'Enter chooses the task, arrow keys follow its edges.',
  'edge.a11yDescription.default': '',
  'controls.ariaLabel': 'View of the graph',
  'controls.zoomIn.ariaLabel': 'Closer',
  'controls.zoomOut.ariaLabel': 'Farther',
  'controls.fitView.ariaLabel': 'All of it',
  'minimap.ariaLabel': 'Overview of the graph',
};

interface GraphViewProps {
  projectId: string;
  chosen: string | null;
  onChoose: (key: string) => void;
}

/** The tasks of the list and what each waits for. */
export function GraphView(props: GraphViewProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

function Canvas({ projectId, chosen, onChoose }: GraphViewProps) {
  const rows = useAppSelector((state) => selectTaskRows(state, projectId));
  const project = useAppSelector((state) => selectProject(state, projectId), sameButOutput);
  const graph = useMemo(() => taskGraph(rows), [rows]);
  const places = usePlaces(graph);
  const attempt = useAppSelector((state) => selectAttemptNodes(state, projectId));
  const current = project?.currentTask ?? null;
  const moving = project !== undefined && isActive(statusOf(project));
  const { fitView, setCenter } = useReactFlow();

  const byKey = useMemo(() => new Map(rows.map((row) => [row.key, row])), [rows]);
  const critical = useMemo(() => {
    const open = (key: string) => ['pending', 'active', 'error', 'blocked', 'human-review'].includes(byKey.get(key)?.status ?? '');
    return criticalPath(graph, open);
  }, [graph, byKey]);

  const nodes = useMemo(
    () =>
      graph.keys.flatMap((key): TaskVertexNode[] => {
        const row = byKey.get(key);
        if (!row) return [];
        const isCurrent = current?.key === key;
        const status = shownStatus(row, isCurrent ? current : null);
        const { id, title } = row;
        const wrong = wrongWith(row, isCurrent && attempt?.taskKey === key ? attempt.rows : []);
        return [
          {
            id: key,
            type: 'task',
            position: places[key] ?? { x: 0, y: 0 },
            width: vertex.width,
            height: vertex.height,
            selected: chosen === key,
            ariaLabel: `${id ?? ''} ${title}, ${status}${wrong ? `, ${wrong.words}` : ''}`.trim(),
            data: { id, title, status, attempt: row.attempt, wrong, moving, isCurrent, isCritical: critical.has(key) },
          },
        ];
      }),
    [graph, byKey, places, current, attempt, moving, chosen, critical],
  );
  const edges = useMemo(
    () =>
      graph.edges.map(({ from, kind, to }): Edge => {
        const isCritical = critical.has(from) && critical.has(to);
        return {
          id: `${from}\n${to}`,
          source: from,
          target: to,
          focusable: false,
          className: [styles.edge, kind === 'order' ? styles.order : '', isCritical ? styles.critical : ''].join(' '),
          markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14, color: 'var(--text-dim)' },
        };
      }),
    [graph, critical],
  );

  const [canvas, { height, width }] = useResizeObserver<HTMLDivElement>();
  const movedByReader = useRef(false);
  const isWide = useMemo(() => {
    const right = Math.max(0, ...Object.values(places).map(({ x }) => x)) + vertex.width;
    return right * leastZoom > (width || 900);
  }, [places, width]);
  const focusKey = chosen ?? current?.key ?? graph.keys[0];
  useEffect(() => {
    movedByReader.current = false;
  }, [places]);
  useEffect(() => {
    if (movedByReader.current) return;
    const place = focusKey ? places[focusKey] : undefined;
    // Of a large graph all at once shows nothing: begin where the work is.
    if (isWide && place) void setCenter(place.x + vertex.width / 2, place.y + vertex.height / 2, { zoom: roomyZoom });
    else void fitView({ padding: 0.12, maxZoom: 1 });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only when the layout or the room for it changes, never under the reader's hands
  }, [isWide, places, width, height]);

  if (graph.keys.length === 0) return <p className={styles.nothing}>The graph is drawn when the task list has been read.</p>;
  if (graph.keys.length > mostVertices)
    return <p className={styles.nothing}>{graph.keys.length} tasks are too many for a picture; the list shows what each waits for.</p>;

  const follow = (event: React.KeyboardEvent) => {
    const from = (event.target as HTMLElement).closest<HTMLElement>('.react-flow__node')?.dataset['id'];
    if (from === undefined) return;
    if (event.key === 'Enter') onChoose(from);
    const to = neighborOf({ graph, places }, from, event.key);
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(to)}"]`)?.focus();
  };

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the vertices inside take the keys; here they are only heard
    <div ref={canvas} className={styles.canvas} data-testid="task-graph" onKeyDownCapture={follow}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        fitView
        fitViewOptions={{ padding: 0.12, maxZoom: 1 }}
        minZoom={0.1}
        maxZoom={1.6}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        onlyRenderVisibleElements={graph.keys.length > 100}
        proOptions={{ hideAttribution: true }}
        ariaLabelConfig={words}
        onMoveStart={(event) => {
          // What the program moves has no event.
          if (event) movedByReader.current = true;
        }}
        onNodeClick={(_, node) => onChoose(node.id)}
      >
        <Background gap={22} size={1.2} className={styles.ground ?? ''} />
        <Controls showInteractive={false} className={styles.controls ?? ''} position="bottom-right" />
        {isWide ? (
          <MiniMap pannable zoomable style={{ width: 150, height: 84 }} className={styles.overview ?? ''} position="bottom-left" />
        ) : null}
      </ReactFlow>
    </div>
  );
}
