import { Component, type ComponentType, type ReactNode } from 'react';

interface Props {
  children: ReactNode;
  /** For the host's own reports. */
  onError?: ((error: unknown) => void) | undefined;
}

/** What breaks in here stays in here. */
export class DevTeamErrorBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: unknown) {
    this.props.onError?.(error);
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <output className="devteam dt-broken">
        DevTeam is not available here. Everything else works.
        <button type="button" className="dt-link" onClick={() => this.setState({ failed: false })}>
          Try again
        </button>
      </output>
    );
  }
}

/** A component of ours as hosts get it. */
export function contained<Props extends object>(Inner: ComponentType<Props>, name: string): ComponentType<Props> {
  const Contained = (props: Props) => (
    <DevTeamErrorBoundary>
      <Inner {...props} />
    </DevTeamErrorBoundary>
  );
  Contained.displayName = name;
  return Contained;
}
