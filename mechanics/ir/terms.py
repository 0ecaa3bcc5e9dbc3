"""`Expr`: every node that has a value."""

from __future__ import annotations

from sobremesa.mechanics.ir.collections import (
    Aggregate,
    BestOf,
    CellsNear,
    Everyone,
    Filtered,
    Grouping,
    IntRange,
    Neighbors,
    OnCell,
    OneOf,
    Ordered,
    Others,
    VectorValues,
)
from sobremesa.mechanics.ir.expressions import (
    Binary,
    BoolOp,
    Cast,
    Choose,
    Compare,
    Const,
    Draw,
    FieldRead,
    GlobalRead,
    Index,
    LocalRead,
    MathCall,
    MeasureRead,
    Membership,
    ParameterRead,
    ReportRead,
    SelfRead,
    SpaceCall,
    StepRead,
    TableRead,
    Unary,
    Unchanged,
)

Expr = (
    Const
    | ParameterRead
    | TableRead
    | GlobalRead
    | MeasureRead
    | ReportRead
    | LocalRead
    | SelfRead
    | FieldRead
    | Index
    | StepRead
    | Cast
    | Unary
    | Binary
    | Compare
    | Membership
    | BoolOp
    | Choose
    | MathCall
    | SpaceCall
    | Draw
    | Everyone
    | Others
    | Neighbors
    | OnCell
    | CellsNear
    | IntRange
    | VectorValues
    | Filtered
    | Ordered
    | Aggregate
    | OneOf
    | BestOf
    | Grouping
    | Unchanged
)
