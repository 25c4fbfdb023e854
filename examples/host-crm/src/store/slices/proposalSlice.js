import { createSlice } from '@reduxjs/toolkit';

const proposalSlice = createSlice({
  name: 'proposals',
  initialState: { byId: { p1: { id: 'p1', title: 'Web shop for the market stall' } }, timers: [] },
  reducers: {
    timeRecorded: (state, action) => {
      state.timers.push(action.payload);
    },
  },
});

export const { timeRecorded } = proposalSlice.actions;
export default proposalSlice.reducer;
