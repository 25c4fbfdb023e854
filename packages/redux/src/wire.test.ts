import {
  type Event,
  type ForecastView,
  type ProjectView,
  executionStatuses,
  eventPayloads,
  isActive as isActiveThere,
  isEnded as isEndedThere,
} from '@devteam/api';
import { expect, expectTypeOf, test } from 'vitest';
import { type DevTeamEvent, type EventType, type ExecutionStatus, type Forecast, type ProjectSnapshot, isActive, isEnded } from './wire.ts';

test('what the schemas promise is what is read here', () => {
  expectTypeOf<ProjectView>().toExtend<ProjectSnapshot>();
  expectTypeOf<ForecastView>().toExtend<Forecast>();
  expectTypeOf<Extract<Event, { type: EventType }>>().toExtend<DevTeamEvent>();
  expectTypeOf<(typeof executionStatuses)[number]>().toEqualTypeOf<ExecutionStatus>();
});

test('every type that is read is one that is sent', () => {
  const read: Record<EventType, true> = {
    'execution-update': true,
    'task-list-update': true,
    'task-update': true,
    'node-update': true,
    'execution-log': true,
    'review-update': true,
    'resolution-update': true,
    'injection-update': true,
    error: true,
    completion: true,
  };
  expect(Object.keys(eventPayloads)).toEqual(expect.arrayContaining(Object.keys(read)));
});

test.each(executionStatuses)('«%s» is active or ended here as it is there', (status) => {
  expect([isActive(status), isEnded(status)]).toEqual([isActiveThere(status), isEndedThere(status)]);
});
