"""What can be asked of a data set. Each output has its own rule in disclosure control."""

from folkekommune.query.outputs.chart import Axis, CategoryChart, Drawing, Hexbin, Histogram
from folkekommune.query.outputs.coefficients import CoefficientPlot
from folkekommune.query.outputs.correlation import Correlation
from folkekommune.query.outputs.dimensions import Category, Dimension
from folkekommune.query.outputs.interval import MeanInterval
from folkekommune.query.outputs.model import Model
from folkekommune.query.outputs.normality import Normality
from folkekommune.query.outputs.panels import OverDates, PanelSummary, PanelTable, Transitions
from folkekommune.query.outputs.share_cube import CubeValue, ShareCube
from folkekommune.query.outputs.summary import Summary
from folkekommune.query.outputs.survival import Survival
from folkekommune.query.outputs.table import Arrangement, Measure, Table
from folkekommune.query.outputs.variance import Variance

Output = (
    Table
    | Summary
    | CategoryChart
    | Histogram
    | Hexbin
    | CoefficientPlot
    | Correlation
    | MeanInterval
    | Normality
    | Variance
    | OverDates
    | Model
    | Survival
)
"""What scripts may ask; a cube is asked for by publication alone."""

__all__ = [
    "Arrangement",
    "Axis",
    "Category",
    "CategoryChart",
    "CoefficientPlot",
    "Correlation",
    "CubeValue",
    "Dimension",
    "Drawing",
    "Hexbin",
    "Histogram",
    "MeanInterval",
    "Measure",
    "Model",
    "Normality",
    "Output",
    "OverDates",
    "PanelSummary",
    "PanelTable",
    "ShareCube",
    "Summary",
    "Survival",
    "Table",
    "Transitions",
    "Variance",
]
